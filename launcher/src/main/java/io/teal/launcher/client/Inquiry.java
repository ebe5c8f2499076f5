package io.teal.launcher.client;

import static io.teal.launcher.client.AdminConnection.encode;

import java.util.List;

/**
 * A request whose fate is asked for; it is not made.
 *
 * @param method {@code POST} say
 * @param path with its query
 * @param host that it is sent to; empty for any
 * @param headers {@code Name: value} each
 * @param client address it comes from; empty for that of whoever asks
 * @param body may be empty
 */
public record Inquiry(String method, String path, String host, List<String> headers, String client, String body) {
    String query() {
        StringBuilder query = new StringBuilder("?method=" + encode(method) + "&path=" + encode(path));
        add(query, "host", host);
        headers.forEach(header -> add(query, "header", header));
        add(query, "client_ip", client);
        add(query, "body", body);
        return query.toString();
    }

    private static void add(StringBuilder query, String name, String value) {
        if (!value.isEmpty()) {
            query.append('&').append(name).append('=').append(encode(value));
        }
    }
}
