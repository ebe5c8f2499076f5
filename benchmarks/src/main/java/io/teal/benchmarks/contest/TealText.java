package io.teal.benchmarks.contest;

import java.util.List;
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

    /** @param read whether the events of answers are read */
    static String routing(Setup setup, boolean read) {
        StringBuilder text = new StringBuilder("services:\n  chat:\n    upstreams:\n");
        text.append(upstream("blue", setup.servers()));
        if (!setup.green().isEmpty()) {
            text.append(upstream("green", setup.green())).append("    traffic: {split: {blue: 100, green: 0}}\n");
        }
        text.append("routes:\n");
        String more = setup.cache() ? ", answers: chatchat, cache: {}" : read ? ", answers: openai" : "";
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

    private static String upstream(String name, List<String> servers) {
        return servers.stream()
                .map(server -> "          - {address: \"" + server + "\", max_fails: 3, fail_timeout: 30s}\n")
                .collect(Collectors.joining(
                        "", "      " + name + ":\n        balance: least_conn\n        servers:\n", ""));
    }
}
