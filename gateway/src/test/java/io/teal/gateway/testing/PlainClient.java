package io.teal.gateway.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A small client on one kept connection: it never repeats a request by itself, so that a failure a test sees is one the gateway
 * let through. It speaks HTTP/1.1, and HTTP/2 when the system property {@code teal.client} is {@code h2}: the tests that use it
 * run both ways and expect the same results. For one thread.
 */
public final class PlainClient implements AutoCloseable {
    /** Whether clients of this JVM speak HTTP/2. */
    public static final boolean HTTP_2 = System.getProperty("teal.client", "h1").equals("h2");

    /** One of the two protocols. */
    interface Way {
        Arriving open(String method, String target, byte[] body, String... fields) throws IOException;

        void close();
    }

    private static final int LONGEST_PIECE = 16 << 10;

    private final Way way;

    /** A client of a gateway. */
    public PlainClient(int port) {
        this(port, HTTP_2);
    }

    private PlainClient(int port, boolean h2) {
        way = h2 ? new PlainHttp2(port) : new PlainHttp1(port);
    }

    /** A client of a server, which speaks HTTP/1.1 alone. */
    public static PlainClient ofServer(int port) {
        return new PlainClient(port, false);
    }

    /**
     * A complete answer.
     *
     * @param status its code
     * @param head status line and fields
     * @param body decoded from its chunks
     */
    public record Answer(int status, String head, String body) {
        /** The value of a field; empty when absent. */
        public String field(String name) {
            return RawClient.field(head, name);
        }

        /** The colour that answered. */
        public String upstream() {
            return field("X-Teal-Upstream");
        }

        /** The name of the simulated instance in a body of {@code /__fake/small}. */
        public String instance() {
            int from = body.indexOf("\"instance\":\"") + 12;
            return body.substring(from, body.indexOf('"', from));
        }
    }

    /** A GET; fields such as {@code "X-A: 1"}. */
    public Answer get(String target, String... fields) throws IOException {
        return ask("GET", target, "", fields);
    }

    /** Sends a request and reads its answer to the end; a connection that was closed between two requests is opened anew. */
    public Answer ask(String method, String target, String body, String... fields) throws IOException {
        Arriving answer = open(method, target, body.getBytes(StandardCharsets.UTF_8), fields);
        return new Answer(answer.status(), answer.head(), new String(answer.rest(), StandardCharsets.UTF_8));
    }

    /**
     * Sends a request and reads the head of its answer. With the field {@code Transfer-Encoding: chunked} nobody is told how long
     * the body is, which HTTP/2 says by leaving the length out.
     */
    public Arriving open(String method, String target, byte[] body, String... fields) throws IOException {
        return way.open(method, target, body, fields);
    }

    static boolean isChunked(String... fields) {
        return Arrays.stream(fields).anyMatch("Transfer-Encoding: chunked"::equalsIgnoreCase);
    }

    /** Bytes of a chunk or frame of a body whose length nobody is told: it comes in two at least. */
    static int longestPiece(int length) {
        return Math.clamp((length + 1) / 2, 1, LONGEST_PIECE);
    }

    /** Leaves: over HTTP/1.1 and over HTTP/2 the connection ends, and with it an answer that is on its way. */
    @Override
    public void close() {
        way.close();
    }
}
