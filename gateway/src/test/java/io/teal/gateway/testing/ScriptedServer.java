package io.teal.gateway.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that does with each connection what a test says, byte by byte; for what no HTTP server can be made to do. A
 * connection is closed when its script has come to its end.
 */
public final class ScriptedServer implements AutoCloseable {
    /** What happens on a connection. */
    public interface Script {
        /**
         * Runs on a thread of its own.
         *
         * @param connection how many connections came before this one
         */
        void play(RawClient peer, int connection) throws IOException;
    }

    private final ServerSocket socket;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    /** Listens on a free port. */
    public ScriptedServer(Script script) {
        this.script = script;
        try {
            socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        var unused = Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Socket accepted = socket.accept();
                open.add(accepted);
                int number = connections.getAndIncrement();
                var unused = Thread.ofVirtual().start(() -> play(accepted, number));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void play(Socket accepted, int number) {
        try (RawClient peer = new RawClient(accepted)) {
            script.play(peer, number);
        } catch (IOException e) {
            // The gateway closed the connection under the script, as it may.
        }
    }

    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** How many connections came so far. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket one : open) {
                one.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
