package io.teal.benchmarks.tool;

import io.teal.benchmarks.load.Reply;
import io.teal.benchmarks.load.ReplyReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to 127.0.0.1 that takes one request after the other. Used by one thread at a time. */
public final class KeptConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final ReplyReader replies;

    private KeptConnection(Socket socket, ReplyReader replies) {
        this.socket = socket;
        this.replies = replies;
    }

    /** Connects to a port. */
    public static KeptConnection open(int port) throws IOException {
        Socket socket = connect(port);
        try {
            return new KeptConnection(socket, new ReplyReader(new BufferedInputStream(socket.getInputStream())));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** A socket that sends at once and does not wait for longer than 10 s. */
    static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a whole request and reads the whole answer; no silence in it may be longer than 10 s. */
    public Reply exchange(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        return replies.read();
    }

    /** Bytes of a body. */
    public static int length(Reply reply) {
        return reply.body().getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ignored) {
            // Nothing more is wanted of it.
        }
    }
}
