package io.teal.gateway.judged;

import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server that answers as far as it is told and then waits for its client to leave, and knows when each one did. Requests are
 * told apart by their field X-Who.
 */
final class Departures implements AutoCloseable {
    private final Map<String, Boolean> arrived = new ConcurrentHashMap<>();
    private final Map<String, Long> departed = new ConcurrentHashMap<>();
    private final ScriptedServer server;

    /**
     * @param answer what each request gets before the silence; empty for nothing at all
     */
    Departures(String answer) {
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        server = new ScriptedServer((peer, connection) -> serve(peer, bytes));
    }

    private void serve(RawClient peer, byte[] answer) throws IOException {
        String head = peer.head();
        if (head.isEmpty()) {
            return;
        }
        String who = RawClient.field(head, "X-Who");
        String unused = peer.body(Integer.parseInt(RawClient.field(head, "Content-Length")));
        peer.send(answer);
        peer.socket().setSoTimeout(0);
        arrived.put(who, true);
        try {
            String unusedRest = peer.rest();
        } finally {
            departed.put(who, System.nanoTime());
        }
    }

    String address() {
        return server.address();
    }

    boolean hasArrived(String who) {
        return arrived.containsKey(who);
    }

    boolean hasDeparted(String who) {
        return departed.containsKey(who);
    }

    /** When its connection was seen to be closed, in nanoseconds. */
    long departure(String who) {
        return departed.get(who);
    }

    @Override
    public void close() {
        server.close();
    }
}
