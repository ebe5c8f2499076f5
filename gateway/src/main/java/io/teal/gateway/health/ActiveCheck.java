package io.teal.gateway.health;

import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.HealthCheck;
import io.teal.gateway.routing.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The check of one server. The first comes at a random moment of the first second, or of the interval when that is shorter,
 * so that many servers are not asked at once; each further one an interval after the end of the last.
 */
final class ActiveCheck {
    private static final int LONGEST_BODY = 64 << 10;
    private static final long SPREAD_MILLIS = 1000;

    private final Vertx vertx;
    private final OwnConnections connections;
    private final Address address;
    private final Upstream.Spoken spoken;
    private final HealthCheck check;
    private final HealthWatch.Listener listener;

    // All below is guarded by this.
    private boolean healthy;
    private int streak;
    private boolean stopped;
    private long timer;

    ActiveCheck(
            Vertx vertx,
            OwnConnections connections,
            Address address,
            Upstream.Spoken spoken,
            HealthCheck check,
            boolean healthy,
            HealthWatch.Listener listener) {
        this.vertx = vertx;
        this.connections = connections;
        this.address = address;
        this.spoken = spoken;
        this.check = check;
        this.healthy = healthy;
        this.listener = listener;
    }

    boolean isFor(HealthCheck other, Upstream.Spoken now) {
        return check.equals(other) && spoken.equals(now);
    }

    synchronized boolean healthy() {
        return healthy;
    }

    synchronized void start() {
        long spread = Math.min(SPREAD_MILLIS, millis(check.interval()));
        timer = vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(spread), id -> ask());
    }

    /** Nothing is told any more once this returns. */
    synchronized void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private synchronized void ask() {
        if (!stopped) {
            new Attempt().start();
        }
    }

    private synchronized void judge(@Nullable String complaint) {
        if (stopped) {
            return;
        }
        timer = vertx.setTimer(millis(check.interval()), id -> ask());
        boolean passed = complaint == null;
        if (passed == healthy) {
            streak = 0;
        } else if (++streak >= (passed ? check.healthyAfter() : check.unhealthyAfter())) {
            int checks = streak;
            streak = 0;
            healthy = passed;
            listener.changed(address, passed, passed ? "" : checks + " failed in a row, the last: " + complaint);
        }
    }

    private static long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }

    /** One request and its answer. Runs on the context of the timer that started it. */
    private final class Attempt {
        private final Buffer body = Buffer.buffer();
        private long clock;
        private boolean over;
        private @Nullable HttpClientConnection connection;

        void start() {
            long timeout = millis(check.timeout());
            String text = check.timeout().toString().substring(2).toLowerCase(Locale.ROOT);
            clock = vertx.setTimer(timeout, id -> finish("no answer within " + text));
            connections.open(address, spoken, timeout).compose(this::connected).onComplete(this::send, this::failed);
        }

        private Future<HttpClientRequest> connected(HttpClientConnection opened) {
            connection = opened;
            if (over) {
                opened.close();
                return Future.failedFuture("too late");
            }
            return opened.request(OwnConnections.request(address, HttpMethod.valueOf(check.method()), check.path()));
        }

        private void send(HttpClientRequest opened) {
            if (!check.method().equals("GET") && !check.method().equals("HEAD")) {
                opened.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
            }
            opened.response().onComplete(this::answered, this::failed);
            opened.end();
        }

        private void answered(HttpClientResponse response) {
            if (response.statusCode() != check.status()) {
                finish("status " + response.statusCode() + " instead of " + check.status());
                return;
            }
            response.exceptionHandler(this::failed);
            response.endHandler(end -> finish(ExpectedBody.complaint(check.json(), body)));
            response.handler(chunk -> {
                if (body.length() + chunk.length() <= LONGEST_BODY) {
                    body.appendBuffer(chunk);
                } else {
                    finish(check.json() == null ? null : "body longer than 64 KiB");
                }
            });
        }

        private void failed(Throwable cause) {
            if (cause instanceof ConnectException) {
                finish("connect refused");
            } else {
                String message = cause.getMessage();
                finish(message == null ? cause.getClass().getSimpleName() : message);
            }
        }

        private void finish(@Nullable String complaint) {
            if (over) {
                return;
            }
            over = true;
            vertx.cancelTimer(clock);
            if (connection != null) {
                connection.close();
            }
            judge(complaint);
        }
    }
}
