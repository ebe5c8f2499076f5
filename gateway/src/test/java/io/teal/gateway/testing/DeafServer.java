package io.teal.gateway.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port at which connections are neither accepted nor refused: the queue of those that wait to be accepted is full, so Linux
 * leaves every further SYN unanswered, as a machine does that is cut off.
 */
public final class DeafServer implements AutoCloseable {
    private static final int MOST_FILLERS = 8;
    private static final int FILL_MILLIS = 200;

    private final ServerSocket socket;
    private final List<Socket> fillers = new ArrayList<>();

    public DeafServer() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        fill();
    }

    private void fill() throws IOException {
        for (int i = 0; i < MOST_FILLERS; i++) {
            Socket filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(socket.getLocalSocketAddress(), FILL_MILLIS);
            } catch (SocketTimeoutException unanswered) {
                filler.close();
                return;
            }
        }
        throw new AssertionError("the kernel takes " + MOST_FILLERS + " connections that nobody accepts");
    }

    /** Host and port. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** How many connections to it are being opened. */
    public int opening() {
        return KernelSockets.opening(port());
    }

    @Override
    public void close() {
        try {
            for (Socket filler : fillers) {
                filler.close();
            }
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
