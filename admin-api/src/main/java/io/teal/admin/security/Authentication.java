package io.teal.admin.security;

import io.teal.admin.security.ldap.Directory;
import io.teal.admin.security.oidc.Provider;
import io.teal.admin.security.verdict.Verdict;
import io.teal.gateway.config.GatewayConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls: by a configured token, by one that an OpenID provider has signed, or by name and password in a
 * directory. Failed attempts slow down whoever makes them. Any thread; nothing here blocks.
 */
public final class Authentication {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final Vertx vertx;
    private final Tokens tokens;
    private final @Nullable Provider provider;
    private final @Nullable Directory directory;
    private final Slowdown slowdown;
    private final Hints hints;

    Authentication(
            Vertx vertx, Tokens tokens, @Nullable Provider provider, @Nullable Directory directory, Slowdown slowdown) {
        this.vertx = vertx;
        this.tokens = tokens;
        this.provider = provider;
        this.directory = directory;
        this.slowdown = slowdown;
        this.hints = new Hints(!tokens.none(), provider != null, directory != null);
    }

    /**
     * Knows the callers that the configuration names. The keys of an OpenID provider are being fetched from now on.
     *
     * @param vertx what asks servers that know more
     * @throws IllegalArgumentException when certificates to trust cannot be read
     */
    public static Authentication of(Vertx vertx, GatewayConfig.Admin settings) {
        Directory directory = settings.ldap() == null ? null : Directory.of(vertx, settings.ldap());
        return new Authentication(
                vertx,
                new Tokens(settings.tokens()),
                settings.oidc() == null ? null : Provider.of(vertx, settings.oidc()),
                directory,
                new Slowdown(System::nanoTime));
    }

    /** Whether nobody has to show anything: everybody is {@link Caller#ANONYMOUS}. */
    public boolean open() {
        return tokens.none() && provider == null && directory == null;
    }

    /**
     * The caller behind an {@code Authorization} field (RFC 6750, 2.1; RFC 7617). A configured token is always looked at,
     * whatever the address has done.
     *
     * @param authorization value of the field, or null when the request has none
     * @param address whose connection it came by, an IP literal
     * @return fails with {@link Refused} only; completes on the context of the caller when there is one
     */
    public Future<Caller> caller(@Nullable String authorization, String address) {
        if (open()) {
            return Future.succeededFuture(Caller.ANONYMOUS);
        }
        if (authorization == null) {
            return Future.failedFuture(hints.missing());
        }
        String token = after(BEARER, authorization);
        Caller configured = token == null ? null : tokens.caller(token);
        if (configured != null) {
            return Future.succeededFuture(configured);
        }
        Slowdown.Attempt attempt = slowdown.by(address);
        return here(verdict(token, authorization, attempt).compose(verdict -> judge(verdict, attempt)));
    }

    private Future<Verdict> verdict(@Nullable String token, String authorization, Slowdown.Attempt attempt) {
        boolean blocked = attempt.blockedSeconds() > 0;
        if (token != null && provider != null) {
            // What is signed is no guess: the others at the address of somebody who guesses stay able to come in.
            return provider.verdict(token, !blocked)
                    .map(verdict -> blocked && !(verdict instanceof Verdict.Known) ? new Verdict.Untried() : verdict);
        }
        if (blocked) {
            return Future.succeededFuture(new Verdict.Untried());
        }
        String basic = after(BASIC, authorization);
        Credentials credentials = directory == null || basic == null ? null : Credentials.of(basic);
        return directory == null || credentials == null
                ? Future.succeededFuture(new Verdict.Rejected(
                        token == null ? "what was sent is no way to come in here" : "the token is not known", true))
                : directory.verdict(credentials.name(), credentials.password(), attempt::begin);
    }

    private Future<Caller> judge(Verdict verdict, Slowdown.Attempt attempt) {
        return switch (verdict) {
            case Verdict.Known known -> {
                attempt.over();
                yield Future.succeededFuture(new Caller(known.name(), known.role()));
            }
            case Verdict.NoRole known -> {
                attempt.over();
                yield Future.failedFuture(Hints.noRole(known));
            }
            case Verdict.Rejected rejected -> {
                if (!rejected.guess()) {
                    attempt.over();
                    yield Future.failedFuture(hints.unknown(rejected.message()));
                }
                Promise<Caller> later = Promise.promise();
                vertx.setTimer(attempt.failed(), now -> later.fail(hints.unknown(rejected.message())));
                yield later.future();
            }
            case Verdict.Unavailable away -> {
                attempt.over();
                yield Future.failedFuture(
                        new Refused(Refused.Why.UNAVAILABLE, away.message(), "", away.retryAfterSeconds()));
            }
            case Verdict.Untried untried -> Future.failedFuture(Hints.slowed(Math.max(1, attempt.blockedSeconds())));
        };
    }

    /** What follows a scheme, or null when the field has another one. */
    private static @Nullable String after(String scheme, String authorization) {
        return authorization.regionMatches(true, 0, scheme, 0, scheme.length())
                ? authorization.substring(scheme.length()).strip()
                : null;
    }

    /** The same on the caller's context: answers come on those of timers and connections. */
    private Future<Caller> here(Future<Caller> somewhere) {
        Context context = Vertx.currentContext();
        if (somewhere.isComplete() || context == null) {
            return somewhere;
        }
        Promise<Caller> promise = Promise.promise();
        somewhere.onComplete(done -> context.runOnContext(now -> {
            if (done.succeeded()) {
                promise.complete(done.result());
            } else {
                promise.fail(done.cause());
            }
        }));
        return promise.future();
    }

    /** Stops asking other servers. */
    public void close() {
        if (provider != null) {
            provider.close();
        }
        if (directory != null) {
            directory.close();
        }
    }

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
