package io.teal.admin.security.oidc;

import io.teal.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a provider as they change. They are fetched at the start, from time to time, and when a token names one that is
 * not known; whoever waits for the same waits for one fetch together. What is known goes on while the provider is away.
 * Thread-safe.
 */
final class KeySource {
    private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);

    /**
     * How often the provider is asked.
     *
     * @param always from time to time, so that a key that was taken back does not stay
     * @param unknown at most, for keys that are not known: anybody can make up such tokens
     * @param none at most, while no key is known
     * @param patience for one answer
     */
    record Pace(Duration always, Duration unknown, Duration none, Duration patience) {
        static final Pace DEFAULT =
                new Pace(Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(3));
    }

    private final Vertx vertx;
    private final GatewayConfig.Oidc settings;
    private final Fetch fetch;
    private final Pace pace;
    private final LongSupplier nanos;
    private final long timer;

    private final Object lock = new Object();
    /** Guarded by the lock, as all that follows. */
    private @Nullable SigningKeys known;

    private @Nullable Promise<SigningKeys> underWay;
    private @Nullable String failure;
    private long asked;

    /** Keys that are being fetched already. */
    KeySource(Vertx vertx, GatewayConfig.Oidc settings, Pace pace, LongSupplier nanos) {
        this.vertx = vertx;
        this.settings = settings;
        this.pace = pace;
        this.nanos = nanos;
        this.fetch = new Fetch(vertx, settings.ca(), pace.patience());
        this.timer = vertx.setPeriodic(pace.always().toMillis(), now -> {
            var unused = renew(0);
        });
        var unused = renew(0);
    }

    /** The keys, at once where there are any; fails with words for people. */
    Future<SigningKeys> keys() {
        synchronized (lock) {
            if (known != null) {
                return Future.succeededFuture(known);
            }
        }
        return renew(pace.none().toNanos());
    }

    /** The keys that are known without asking. */
    @Nullable SigningKeys known() {
        synchronized (lock) {
            return known;
        }
    }

    /** The keys after the provider was asked for an unknown one, or was a short time ago; fails with words for people. */
    Future<SigningKeys> newer() {
        return renew(pace.unknown().toNanos());
    }

    void close() {
        var unused = vertx.cancelTimer(timer);
        fetch.close();
    }

    /** Asks, unless that was done within a time; the outcome of the last time then counts again. */
    private Future<SigningKeys> renew(long atMostEvery) {
        Promise<SigningKeys> mine;
        synchronized (lock) {
            if (underWay != null) {
                return underWay.future();
            }
            boolean never = known == null && failure == null;
            if (!never && nanos.getAsLong() - asked < atMostEvery) {
                return failure != null || known == null
                        ? Future.failedFuture(String.valueOf(failure))
                        : Future.succeededFuture(known);
            }
            mine = Promise.promise();
            underWay = mine;
            asked = nanos.getAsLong();
        }
        // Whatever is thrown becomes a failure: else the others would wait for ever.
        Future.succeededFuture()
                .compose(start -> address())
                .compose(url -> fetch.get(url).compose(set -> read(url, set)))
                .onComplete(done -> settle(mine, done.succeeded() ? done.result() : null, words(done.cause())));
        return mine.future();
    }

    private void settle(Promise<SigningKeys> mine, @Nullable SigningKeys fetched, String trouble) {
        boolean news;
        boolean any;
        synchronized (lock) {
            underWay = null;
            news = (fetched == null) == (failure == null);
            failure = fetched == null ? trouble : null;
            known = fetched == null ? known : fetched;
            any = known != null;
        }
        if (fetched != null) {
            if (news) {
                LOG.info("the keys of {} can be fetched again", settings.issuer());
            }
            mine.complete(fetched);
            return;
        }
        if (news) {
            LOG.warn(
                    "the keys of {} cannot be fetched, {}: {}",
                    settings.issuer(),
                    any ? "those known go on" : "its tokens cannot be checked",
                    trouble);
        }
        mine.fail(trouble);
    }

    private Future<String> address() {
        if (settings.jwks() != null) {
            return Future.succeededFuture(settings.jwks());
        }
        String issuer = settings.issuer();
        String url = (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                + "/.well-known/openid-configuration";
        return fetch.get(url).compose(document -> {
            // OpenID Connect Discovery 4.3: else somebody else's document could name his own keys.
            if (!issuer.equals(document.getValue("issuer"))) {
                return Future.failedFuture(url + " is the document of another issuer than " + issuer);
            }
            boolean safe = issuer.startsWith("https://");
            return document.getValue("jwks_uri") instanceof String keys
                            && (keys.startsWith("https://") || (!safe && keys.startsWith("http://")))
                    ? Future.succeededFuture(keys)
                    : Future.failedFuture(url + " names no jwks_uri" + (safe ? " with https://" : ""));
        });
    }

    private Future<SigningKeys> read(String url, JsonObject set) {
        try {
            return Future.succeededFuture(new SigningKeys(vertx, set));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(url + " is no set of keys: " + e.getMessage());
        }
    }

    private static String words(@Nullable Throwable cause) {
        return cause == null ? "" : String.valueOf(cause.getMessage());
    }
}
