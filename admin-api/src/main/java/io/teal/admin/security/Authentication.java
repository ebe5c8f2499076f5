package io.teal.admin.security;

import io.teal.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Finds out who calls. Any thread; nothing here blocks. */
public final class Authentication {
    private static final String SCHEME = "Bearer ";
    private static final String CHALLENGE = "Bearer realm=\"teal\"";

    private final Tokens tokens;

    private Authentication(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Knows the callers that the configuration names.
     *
     * @param vertx what asks servers that know more
     */
    public static Authentication of(Vertx vertx, GatewayConfig.Admin settings) {
        return new Authentication(new Tokens(settings.tokens()));
    }

    /** Whether nobody has to show anything: everybody is {@link Caller#ANONYMOUS}. */
    public boolean open() {
        return tokens.none();
    }

    /**
     * The caller behind an {@code Authorization} field (RFC 6750, 2.1).
     *
     * @param authorization value of the field, or null when the request has none
     * @param address whose connection it came by, an IP literal
     * @return fails with {@link Refused} only
     */
    public Future<Caller> caller(@Nullable String authorization, String address) {
        if (open()) {
            return Future.succeededFuture(Caller.ANONYMOUS);
        }
        if (authorization == null) {
            return Future.failedFuture(new Refused(
                    Refused.Why.MISSING, "send Authorization: Bearer with a configured token", CHALLENGE, 0));
        }
        Caller found = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? tokens.caller(authorization.substring(SCHEME.length()).strip())
                : null;
        return found != null
                ? Future.succeededFuture(found)
                : Future.failedFuture(new Refused(
                        Refused.Why.UNKNOWN, "the token is not known", CHALLENGE + ", error=\"invalid_token\"", 0));
    }

    /** Stops asking other servers. */
    public void close() {}

    /** Why somebody is not let in, in words that may be shown. Has no stack. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final Why why;
        private final String challenge;
        private final int retryAfterSeconds;

        Refused(Why why, String message, String challenge, int retryAfterSeconds) {
            super(message, null, false, false);
            this.why = why;
            this.challenge = challenge;
            this.retryAfterSeconds = retryAfterSeconds;
        }

        public Why why() {
            return why;
        }

        /** For people. */
        public String message() {
            return String.valueOf(getMessage());
        }

        /** Value of {@code WWW-Authenticate}; empty when showing something else would not help. */
        public String challenge() {
            return challenge;
        }

        /** When it may be tried again; 0 when time changes nothing. */
        public int retryAfterSeconds() {
            return retryAfterSeconds;
        }

        /** What kept somebody out. */
        public enum Why {
            /** Nothing was shown. */
            MISSING,
            /** What was shown is not known, or not any more. */
            UNKNOWN,
            /** Known, but nothing that gives a role here. */
            NO_ROLE,
            /** Too many failed attempts from this address; what was shown was not even looked at. */
            SLOWED,
            /** The server that knows cannot be asked. */
            UNAVAILABLE
        }
    }
}
