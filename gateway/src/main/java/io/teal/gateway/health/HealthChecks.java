package io.teal.gateway.health;

import io.teal.gateway.routing.Upstream;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The clients that checks are made with, apart from those of requests: a check never takes a request's connection, and each
 * one opens its own, so that it also proves that the server accepts. Every method may be called on any thread.
 */
public final class HealthChecks implements AutoCloseable {
    private final Vertx vertx;
    private @Nullable HttpClient http1;
    private @Nullable HttpClient h2c;

    /** Opens nothing before the first check. */
    public HealthChecks(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The checks of one upstream; none yet. */
    public HealthWatch watch(HealthWatch.Listener listener) {
        return new HealthWatch(vertx, this, listener);
    }

    /** Closes the clients; checks that still run fail. */
    @Override
    public synchronized void close() {
        if (http1 != null) {
            http1.close();
            http1 = null;
        }
        if (h2c != null) {
            h2c.close();
            h2c = null;
        }
    }

    synchronized HttpClient client(Upstream.Protocol protocol) {
        return switch (protocol) {
            case HTTP_1_1 -> {
                if (http1 == null) {
                    http1 = vertx.createHttpClient(
                            new HttpClientOptions().setKeepAlive(false).setName("health"));
                }
                yield http1;
            }
            case H2C -> {
                if (h2c == null) {
                    h2c = vertx.createHttpClient(new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false)
                            .setName("health"));
                }
                yield h2c;
            }
        };
    }
}
