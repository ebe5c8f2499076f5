package io.teal.gateway.upstream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.teal.gateway.event.Event;
import io.teal.gateway.routing.Upstream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The circuit breaker of one upstream. Resilience4j counts and decides when it opens and closes; when an open one lets trials
 * through is decided here, by the clock of the group, so that no thread waits for it. Guarded by the lock of the group.
 *
 * <p>A lease is judged only in the period in which it was granted. Answers take minutes: one that began before the breaker
 * opened is no trial, and must neither decide in place of one nor give back a permission that is not a trial's, as
 * Resilience4j would have it. A trial, too, is judged when its answer has ended, since much goes wrong after the first
 * token; half open lasts as long as that.
 */
final class Breaker {
    private final String service;
    private final String upstream;
    private final Upstream.Breaker settings;
    private final CircuitBreaker machine;
    private final Afterwards afterwards;
    private CircuitBreaker.State state = CircuitBreaker.State.CLOSED;
    private int period;
    private long until;

    private Breaker(
            String service, String upstream, Upstream.Breaker settings, LongSupplier nanoTime, Afterwards afterwards) {
        this.service = service;
        this.upstream = upstream;
        this.settings = settings;
        this.afterwards = afterwards;
        this.machine = CircuitBreaker.of(
                service + "/" + upstream,
                CircuitBreakerConfig.custom()
                        .slidingWindow(
                                settings.window(),
                                Math.min(settings.minimum(), settings.window()),
                                CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(settings.failureRate())
                        .slowCallRateThreshold(settings.slowRate())
                        .slowCallDurationThreshold(settings.slow())
                        .waitDurationInOpenState(settings.open())
                        .permittedNumberOfCallsInHalfOpenState(settings.trials())
                        .automaticTransitionFromOpenToHalfOpenEnabled(false)
                        .clock(clock(nanoTime))
                        .build());
    }

    /** The breaker an upstream has from now on: the present one as long as nothing changes for it, else a new one or none. */
    static @Nullable Breaker of(
            String service, Upstream spec, @Nullable Breaker present, LongSupplier nanoTime, Afterwards afterwards) {
        Upstream.Breaker settings = spec.breaker();
        if (settings == null) {
            return null;
        }
        return present != null && present.fits(settings)
                ? present
                : new Breaker(service, spec.name(), settings, nanoTime, afterwards);
    }

    private static Clock clock(LongSupplier nanoTime) {
        InstantSource source = () -> Instant.EPOCH.plusNanos(nanoTime.getAsLong());
        return source.withZone(ZoneOffset.UTC);
    }

    /** Whether it would be the same with these settings: where requests go meanwhile makes no difference to it. */
    private boolean fits(Upstream.Breaker other) {
        return settings.failureRate() == other.failureRate()
                && settings.slowRate() == other.slowRate()
                && settings.slow().equals(other.slow())
                && settings.window() == other.window()
                && settings.minimum() == other.minimum()
                && settings.open().equals(other.open())
                && settings.trials() == other.trials();
    }

    /** Whether a request would get past it now. Takes nothing. */
    boolean admits(long now) {
        if (state == CircuitBreaker.State.OPEN) {
            return now - until >= 0;
        }
        boolean permitted = machine.tryAcquirePermission();
        if (permitted) {
            machine.releasePermission();
        }
        return permitted;
    }

    /** Seconds until it may let a request past, for a Retry-After field; only when it admits none now. 1 to 60. */
    int retryAfter(long now) {
        return state == CircuitBreaker.State.OPEN ? WaitingLine.seconds((double) (until - now)) : 1;
    }

    /** Takes the permission for a lease, which is then that of the {@link #period}; only when it admits. */
    void take(long now) {
        if (state == CircuitBreaker.State.OPEN) {
            machine.transitionToHalfOpenState();
        }
        machine.acquirePermission();
        moved(now);
    }

    /** Counts its changes of state. */
    int period() {
        return period;
    }

    /** Judges a lease that ended, or takes its permission back when it says nothing. */
    void ended(Lease lease, Lease.Verdict verdict, long now) {
        if (lease.period() != period) {
            return;
        }
        long nanos = lease.quickness;
        switch (verdict) {
            case SUCCESS -> machine.onSuccess(nanos, TimeUnit.NANOSECONDS);
            case FAILURE ->
                // One that failed before a byte came was waited for all the time it had.
                machine.onError(nanos == 0 ? now - lease.since() : nanos, TimeUnit.NANOSECONDS, new Failure());
            case IGNORED -> machine.releasePermission();
        }
        moved(now);
    }

    private void moved(long now) {
        CircuitBreaker.State next = machine.getState();
        if (next == state) {
            return;
        }
        state = next;
        period++;
        switch (next) {
            case OPEN -> {
                until = now + settings.open().toNanos();
                tell(Level.WARN, "Breaker opened", Event.Kind.BREAKER_OPENED, reason());
            }
            case HALF_OPEN ->
                tell(
                        Level.INFO,
                        "Breaker half open",
                        Event.Kind.BREAKER_HALF_OPEN,
                        settings.trials() + " trials decide");
            case CLOSED -> tell(Level.INFO, "Breaker closed", Event.Kind.BREAKER_CLOSED, "");
            case DISABLED, METRICS_ONLY, FORCED_OPEN -> throw new IllegalStateException(next.toString());
        }
    }

    private void tell(Level level, String phrase, Event.Kind kind, String reason) {
        afterwards.tell(level, phrase, kind, new Event.Subject(service, upstream, ""), reason);
    }

    BreakerStatus status(long now) {
        CircuitBreaker.Metrics metrics = machine.getMetrics();
        boolean admits = admits(now);
        return new BreakerStatus(
                service,
                upstream,
                switch (state) {
                    case OPEN -> admits ? BreakerStatus.State.HALF_OPEN : BreakerStatus.State.OPEN;
                    case HALF_OPEN -> BreakerStatus.State.HALF_OPEN;
                    case CLOSED, DISABLED, METRICS_ONLY, FORCED_OPEN -> BreakerStatus.State.CLOSED;
                },
                metrics.getNumberOfBufferedCalls(),
                percent(metrics.getNumberOfFailedCalls(), metrics),
                percent(metrics.getNumberOfSlowCalls(), metrics),
                admits ? Duration.ZERO : Duration.ofSeconds(retryAfter(now)));
    }

    /** Why it opened, in numbers. */
    private String reason() {
        CircuitBreaker.Metrics metrics = machine.getMetrics();
        return String.format(
                Locale.ROOT,
                "%.0f %% of %d failed, %.0f %% slower than %s",
                percent(metrics.getNumberOfFailedCalls(), metrics),
                metrics.getNumberOfBufferedCalls(),
                percent(metrics.getNumberOfSlowCalls(), metrics),
                Ejector.text(settings.slow()));
    }

    private static double percent(int some, CircuitBreaker.Metrics metrics) {
        return metrics.getNumberOfBufferedCalls() == 0 ? 0 : 100.0 * some / metrics.getNumberOfBufferedCalls();
    }

    /** Resilience4j wants to be shown what went wrong; it looks at nothing of it. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failure() {
            super("the lease ended in failure", null, false, false);
        }
    }
}
