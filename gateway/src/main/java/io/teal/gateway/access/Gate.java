package io.teal.gateway.access;

import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.HeaderChanges.Header;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.policy.Jwt;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a route, and what its answers tell browsers. First the address counts, then what a browser asks beforehand is
 * answered, as it shows no key, and then the key or the token counts. Shared by all event loops, safe for any thread.
 */
public final class Gate {
    private static final Admitted ANYBODY = new Admitted("");

    private final String route;
    private final AddressList addresses;
    private final @Nullable KeyRing keys;
    private final @Nullable Jwt jwt;
    private final @Nullable TokenCheck tokens;
    private final @Nullable CrossOrigin crossOrigin;
    private final List<Header> security;

    /** What becomes of a request at the gate. */
    public sealed interface Verdict {}

    /**
     * It goes on.
     *
     * @param caller the name of the key, or the subject of the token, that it showed; empty when the route asks for none
     */
    public record Admitted(String caller) implements Verdict {}

    /**
     * It does not.
     *
     * @param message what the client is told
     * @param challenge the value of {@code WWW-Authenticate}, or null for none
     * @param retryAfterSeconds when it may be let in after all; 0 for no such time
     */
    public record Refused(
            Outcome outcome, String message, @Nullable String challenge, int retryAfterSeconds) implements Verdict {}

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

    /**
     * The gate of a route of that name.
     *
     * @param sources where the keys of issuers are
     */
    public Gate(String route, Policies.Access access, KeySources sources) {
        this.route = route;
        this.addresses = new AddressList(access.allow(), access.deny());
        Policies.ApiKeys apiKeys = access.apiKeys();
        this.keys = apiKeys == null ? null : new KeyRing(apiKeys);
        this.jwt = access.jwt();
        this.tokens = jwt == null ? null : new TokenCheck(jwt, sources.of(jwt), InstantSource.system());
        Policies.Cors cors = access.cors();
        this.crossOrigin = cors == null ? null : new CrossOrigin(cors);
        this.security = access.securityHeaders();
    }

    /** What becomes of a request. */
    public Verdict judge(RequestHead head) {
        return judge(head, true);
    }

    /** What would become of a request. Nothing is fetched or kept for it. */
    public Verdict suppose(RequestHead head) {
        return judge(head, false);
    }

    private Verdict judge(RequestHead head, boolean real) {
        if (!addresses.admits(head.clientIp())) {
            return new Refused(Outcome.ADDRESS_DENIED, "this address may not use the route", null, 0);
        }
        if (crossOrigin != null && CrossOrigin.preflight(head)) {
            return new Preflight(crossOrigin.allowed(head));
        }
        if (jwt != null && tokens != null) {
            return signed(head, jwt, tokens, real);
        }
        return keys == null ? ANYBODY : known(head, keys);
    }

    private Verdict known(RequestHead head, KeyRing ring) {
        String name = ring.nameOf(head);
        return name == null
                ? new Refused(
                        Outcome.KEY_REFUSED,
                        "the route asks for a key, and none that it knows was shown",
                        ring.challenge(route),
                        0)
                : new Admitted(name);
    }

    private Verdict signed(RequestHead head, Jwt asked, TokenCheck check, boolean real) {
        String value = head.header(asked.header());
        String token = value == null ? null : asked.bearer() ? KeyRing.bearer(value) : value;
        String challenge = "Bearer realm=\"" + route + "\"";
        if (token == null || token.isEmpty()) {
            // Nothing was wrong as nothing was shown, so no error is told (RFC 6750 3.1).
            return new Refused(Outcome.TOKEN_REFUSED, "the route asks for a token, and none was shown", challenge, 0);
        }
        return switch (check.look(token, real)) {
            case TokenCheck.Good good -> new Admitted(good.subject());
            case TokenCheck.Bad bad ->
                new Refused(
                        Outcome.TOKEN_REFUSED,
                        "the token that was shown is not one that the route takes, or not now",
                        challenge + ", error=\"invalid_token\"",
                        0);
            case TokenCheck.Unknown unknown ->
                new Refused(
                        Outcome.TOKEN_UNCHECKED,
                        "the keys that tokens are checked with are being fetched",
                        null,
                        unknown.seconds());
        };
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
