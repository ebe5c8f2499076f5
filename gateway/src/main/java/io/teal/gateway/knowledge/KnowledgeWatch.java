package io.teal.gateway.knowledge;

import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.tls.OriginTls;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks the servers of all upstreams that want it for the fingerprint of their knowledge, and raises the epochs of what has
 * changed. Every method may be called on any thread.
 */
public final class KnowledgeWatch implements AutoCloseable {
    private final Vertx vertx;
    private final Epochs epochs;
    private final OriginTls tls;
    private final Map<ServerProbe.Name, KnownKnowledge> known = new HashMap<>();
    private final Map<ServerProbe.Name, ServerProbe> running = new HashMap<>();
    private @Nullable ProbeClient client;
    private boolean closed;

    /**
     * Asks nobody yet.
     *
     * @param tls how TLS is spoken to servers
     */
    public KnowledgeWatch(Vertx vertx, Epochs epochs, OriginTls tls) {
        this.tls = tls;
        this.vertx = vertx;
        this.epochs = epochs;
    }

    /**
     * Asks the servers of a routing from now on, and no others. One that is asked in the same way as before is not disturbed,
     * and what is known of a server is compared with what it says next, also when it was down meanwhile.
     */
    public synchronized void watch(Routing routing) {
        if (closed) {
            return;
        }
        Map<ServerProbe.Name, ServerProbe> before = new HashMap<>(running);
        Map<ServerProbe.Name, KnownKnowledge> knownBefore = new HashMap<>(known);
        running.clear();
        known.clear();
        for (Service service : routing.services().values()) {
            for (Upstream upstream : service.upstreams().values()) {
                Upstream.Knowledge knowledge = upstream.knowledge();
                if (knowledge != null) {
                    for (Server server : upstream.servers()) {
                        ServerProbe.Name name = new ServerProbe.Name(service.name(), upstream.name(), server.address());
                        KnownKnowledge of = knownBefore.getOrDefault(name, new KnownKnowledge());
                        known.put(name, of);
                        if (!server.down()) {
                            running.put(name, probe(before, name, upstream.spoken(), knowledge, of));
                        }
                    }
                }
            }
        }
        before.values().forEach(ServerProbe::stop);
    }

    /** The running one, taken out of those before, if it asks in this way; else a new one. */
    private ServerProbe probe(
            Map<ServerProbe.Name, ServerProbe> before,
            ServerProbe.Name name,
            Upstream.Spoken spoken,
            Upstream.Knowledge knowledge,
            KnownKnowledge of) {
        ServerProbe old = before.get(name);
        if (old != null && old.isFor(spoken, knowledge)) {
            before.remove(name);
            return old;
        }
        if (client == null) {
            client = new ProbeClient(vertx, tls);
        }
        ServerProbe started = new ServerProbe(vertx, client, epochs, name, spoken, knowledge, of);
        started.start();
        return started;
    }

    /**
     * What the servers of an upstream know, a fingerprint each: those of servers with the same knowledge are equal. Empty until
     * one of them has said so, and always where knowledge is not watched.
     *
     * @return by the address of the server
     */
    public synchronized Map<String, String> fingerprints(String service, String upstream) {
        Map<String, String> fingerprints = new TreeMap<>();
        known.forEach((name, of) -> {
            String fingerprint = of.fingerprint();
            if (fingerprint != null
                    && name.service().equals(service)
                    && name.upstream().equals(upstream)) {
                fingerprints.put(name.address().toString(), fingerprint);
            }
        });
        return fingerprints;
    }

    /** Asks nobody any more. */
    @Override
    public synchronized void close() {
        closed = true;
        running.values().forEach(ServerProbe::stop);
        running.clear();
        if (client != null) {
            client.close();
        }
    }
}
