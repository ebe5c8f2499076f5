package io.teal.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configuration directories for tests. */
final class TestConf {
    private TestConf() {}

    /** One service {@code chat}, all traffic to blue, on free ports of 127.0.0.1; the store is in {@code directory}. */
    static Path write(Path directory, String blue, String green) throws IOException {
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Path gateway = Files.writeString(conf.resolve("gateway.yaml"), """
                listeners: [{name: public, host: 127.0.0.1, port: 0}]
                admin: {host: 127.0.0.1, port: 0}
                store: {directory: ../store}
                """);
        Path routing = Files.writeString(conf.resolve("routing.yaml"), """
                services:
                  chat:
                    upstreams:
                      blue: {servers: ["%s"]}
                      green: {servers: ["%s"]}
                    traffic:
                      split: {blue: 100, green: 0}
                routes:
                  - {name: chat, match: {path: /}, service: chat}
                """.formatted(blue, green));
        return gateway.getParent().equals(routing.getParent()) ? conf : directory;
    }
}
