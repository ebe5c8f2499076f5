package io.teal.benchmarks.tool;

import java.nio.charset.StandardCharsets;

/**
 * A request and what the answer to it must be.
 *
 * @param body JSON; empty for a GET
 * @param length of the body of the answer, in bytes
 */
public record Request(String path, String body, int length) {
    /** A GET. */
    public static Request get(String path, int length) {
        return new Request(path, "", length);
    }

    /** GET, or POST with a body. */
    public String method() {
        return body.isEmpty() ? "GET" : "POST";
    }

    /** The same with an answer of another length. */
    public Request withLength(int wanted) {
        return new Request(path, body, wanted);
    }

    /** As it goes over the wire to a port of 127.0.0.1. */
    public byte[] bytes(int port) {
        String head = method() + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n";
        if (!body.isEmpty()) {
            int size = body.getBytes(StandardCharsets.UTF_8).length;
            head += "Content-Type: application/json\r\nContent-Length: " + size + "\r\n";
        }
        return (head + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }
}
