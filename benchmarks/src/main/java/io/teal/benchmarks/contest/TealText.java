package io.teal.benchmarks.contest;

import java.util.stream.Collectors;

/** Configurations of Teal. */
final class TealText {
    private TealText() {}

    /** One event loop, as the others have one worker. */
    static String gateway(int port, int adminPort) {
        return """
                listeners: [{name: public, host: 127.0.0.1, port: %d}]
                admin: {host: 127.0.0.1, port: %d}
                store: {directory: store}
                event_loops: 1
                """.formatted(port, adminPort);
    }

    static String routing(Setup setup) {
        StringBuilder text = new StringBuilder(setup.servers().stream()
                .map(server -> "          - {address: \"" + server + "\", max_fails: 3, fail_timeout: 30s}\n")
                .collect(Collectors.joining("", """
                        services:
                          chat:
                            upstreams:
                              blue:
                                balance: least_conn
                                servers:
                        """, "routes:\n")));
        String more = setup.cache() ? ", answers: chatchat, cache: {}" : "";
        for (int i = 0; i < setup.routes(); i++) {
            String path = setup.routes() == 1 ? "/" : "/r" + i + "/";
            text.append("  - {name: r")
                    .append(i)
                    .append(", match: {path: ")
                    .append(path)
                    .append("}, service: chat")
                    .append(more)
                    .append("}\n");
        }
        return text.toString();
    }
}
