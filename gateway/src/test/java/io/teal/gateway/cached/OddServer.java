package io.teal.gateway.cached;

import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers each request as a test says, and a gateway with an answer cache in front of it. */
final class OddServer implements AutoCloseable {
    static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n";
    static final String LAST = "0\r\n\r\n";

    /** Answers one request; the connection stays open after it. */
    interface Answerer {
        /**
         * Sends the answer, on a thread of the connection.
         *
         * @param number how many requests came before this one
         */
        void answer(RawClient peer, String head, int number) throws IOException;
    }

    private final AtomicInteger requests = new AtomicInteger();
    private final ScriptedServer server;
    private final TestGateway gateway;

    OddServer(String cache, String limits, Answerer answerer) {
        server = new ScriptedServer((peer, connection) -> {
            peer.socket().setSoTimeout(0);
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                if (RawClient.field(head, "Transfer-Encoding").equals("chunked")) {
                    byte[] unused = bytes(peer, head);
                } else {
                    byte[] unused = peer.bytes(Integer.parseInt(RawClient.field(head, "Content-Length")));
                }
                answerer.answer(peer, head, requests.getAndIncrement());
            }
        });
        String blue = server.address() + ", max_fails: 0" + limits;
        gateway = TestGateway.start(CachedRig.routing(blue, server.address(), "chatchat", cache)
                .replace("blue: {", "blue: {queue: {size: 8, wait: 20s}, "));
    }

    OddServer(Answerer answerer) {
        this("{}", "", answerer);
    }

    TestGateway gateway() {
        return gateway;
    }

    RawClient client() {
        return new RawClient(gateway.port());
    }

    /** How many requests came so far. */
    int requests() {
        return requests.get();
    }

    /** An event with a token. */
    static String event(String text) {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"m\","
                + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\r\n\r\n";
    }

    static String chunk(String text) {
        return Integer.toHexString(text.getBytes(StandardCharsets.ISO_8859_1).length) + "\r\n" + text + "\r\n";
    }

    /** A whole response: an event stream in one chunk. */
    static String stream(String body) {
        return STREAM + "\r\n" + chunk(body) + LAST;
    }

    /** Waits for what a test does meanwhile. */
    static void pause(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException("the test never went on");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** The body that follows a head, to the end its framing promises; fails when that does not come. */
    static byte[] bytes(RawClient client, String head) throws IOException {
        String length = RawClient.field(head, "Content-Length");
        if (!length.isEmpty()) {
            byte[] body = client.bytes(Integer.parseInt(length));
            if (body.length < Integer.parseInt(length)) {
                throw new IOException("the body was cut");
            }
            return body;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] chunk = client.chunkBytes(); chunk.length > 0; chunk = client.chunkBytes()) {
            body.writeBytes(chunk);
        }
        byte[] unused = client.bytes(2);
        return body.toByteArray();
    }

    static String text(RawClient client, String head) throws IOException {
        return new String(bytes(client, head), StandardCharsets.UTF_8);
    }

    static String mark(String head) {
        return RawClient.field(head, "X-Teal-Cache");
    }

    @Override
    public void close() {
        gateway.close();
        server.close();
    }
}
