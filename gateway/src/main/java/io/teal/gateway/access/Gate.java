package io.teal.gateway.access;

import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.HeaderChanges.Header;
import io.teal.gateway.routing.Policies;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a route, and what its answers tell browsers. First the address counts, then what a browser asks beforehand is
 * answered, as it shows no key, and then the key counts. Immutable, shared by all event loops.
 */
public final class Gate {
    private static final Admitted ANYBODY = new Admitted("");

    private final String route;
    private final AddressList addresses;
    private final @Nullable KeyRing keys;
    private final @Nullable CrossOrigin crossOrigin;
    private final List<Header> security;

    /** What becomes of a request at the gate. */
    public sealed interface Verdict {}

    /**
     * It goes on.
     *
     * @param caller the name of the key it showed; empty when the route asks for none
     */
    public record Admitted(String caller) implements Verdict {}

    /**
     * It does not.
     *
     * @param challenge the value of {@code WWW-Authenticate}, or null for none
     */
    public record Refused(Outcome outcome, @Nullable String challenge) implements Verdict {}

    /**
     * A browser asks what it may send, and is answered without a server.
     *
     * @param fields what it is told beyond {@link Gate#fields}
     */
    public record Preflight(List<Header> fields) implements Verdict {
        /** The status of the answer. */
        public int status() {
            return 204;
        }
    }

    /** The gate of a route of that name. */
    public Gate(String route, Policies.Access access) {
        this.route = route;
        this.addresses = new AddressList(access.allow(), access.deny());
        Policies.ApiKeys apiKeys = access.apiKeys();
        this.keys = apiKeys == null ? null : new KeyRing(apiKeys);
        Policies.Cors cors = access.cors();
        this.crossOrigin = cors == null ? null : new CrossOrigin(cors);
        this.security = access.securityHeaders();
    }

    /** What becomes of a request. */
    public Verdict judge(RequestHead head) {
        if (!addresses.admits(head.clientIp())) {
            return new Refused(Outcome.ADDRESS_DENIED, null);
        }
        if (crossOrigin != null && CrossOrigin.preflight(head)) {
            return new Preflight(crossOrigin.allowed(head));
        }
        return keys == null ? ANYBODY : known(head, keys);
    }

    private Verdict known(RequestHead head, KeyRing ring) {
        String name = ring.nameOf(head);
        return name == null ? new Refused(Outcome.KEY_REFUSED, ring.challenge(route)) : new Admitted(name);
    }

    /** Writes what every answer of the route has, whether it is the server's or the gateway's own. */
    public void fields(RequestHead head, BiConsumer<String, String> to) {
        for (Header header : security) {
            to.accept(header.name(), header.value());
        }
        if (crossOrigin != null) {
            crossOrigin.fields(head, to);
        }
    }
}
