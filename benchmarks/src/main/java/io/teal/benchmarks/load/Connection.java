package io.teal.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One user's way to the proxy: raw HTTP/1.1 on a kept connection of its own. For one thread. */
final class Connection implements AutoCloseable {
    private final int port;
    private final Duration patience;
    private @Nullable Open open;

    /**
     * @param port of 127.0.0.1
     * @param patience how long the whole of an answer may take
     */
    Connection(int port, Duration patience) {
        this.port = port;
        this.patience = patience;
    }

    /** Asks and waits for the end of the answer. After a failure the next question gets a new connection. */
    Ending ask(String question) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            if (open == null) {
                open = Open.to(port, (int) patience.toMillis());
            }
            Reply reply = open.exchange(request(question), deadline);
            if (!reply.keepsConnection()) {
                close();
            }
            return Verdict.of(reply);
        } catch (SocketTimeoutException e) {
            close();
            return new Ending.Failed("no whole answer in time");
        } catch (IOException e) {
            close();
            return new Ending.Failed("connection: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    private byte[] request(String question) {
        byte[] body = ("{\"query\":\"" + question + "\",\"kb_name\":\"samples\",\"stream\":true}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] head = ("POST /chat/kb_chat HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    private record Open(Socket socket, DeadlineInput in, ReplyReader replies) {
        static Open to(int port, int timeoutMillis) throws IOException {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
                DeadlineInput in = new DeadlineInput(socket);
                return new Open(socket, in, new ReplyReader(new BufferedInputStream(in)));
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        Reply exchange(byte[] request, long deadline) throws IOException {
            in.until(deadline);
            socket.getOutputStream().write(request);
            return replies.read();
        }

        void close() {
            try {
                socket.close();
            } catch (IOException ignored) {
                // Nothing more is wanted of it.
            }
        }
    }
}
