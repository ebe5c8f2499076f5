package io.teal.gateway.redis;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.teal.gateway.redis.link.Link;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A time in which Redis is usable. It has a breaker of its own, which counts what was sent in it and opens once: what was
 * sent earlier and ends later says nothing about it. Thread-safe.
 */
final class Period {
    private static final int WINDOW = 10;
    private static final int MINIMUM = 5;
    private static final float FAILURE_RATE = 50;
    private static final CircuitBreakerConfig SETTINGS = CircuitBreakerConfig.custom()
            .slidingWindow(WINDOW, MINIMUM, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(FAILURE_RATE)
            .automaticTransitionFromOpenToHalfOpenEnabled(false)
            .writableStackTraceEnabled(false)
            .build();

    private final Link link;
    private final CircuitBreaker breaker = CircuitBreaker.of("redis", SETTINGS);
    private final Set<String> refusals = ConcurrentHashMap.newKeySet();

    Period(Link link) {
        this.link = link;
    }

    Link link() {
        return link;
    }

    /** Counts an answer, whichever: an error is no sign of slowness. */
    void answered() {
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    /** Counts one that came too late or never, and returns whether there have been too many. */
    boolean failed() {
        breaker.onError(0, TimeUnit.NANOSECONDS, new Failure());
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    /** Whether the server refuses something for this reason for the first time. */
    boolean isNewRefusal(String code) {
        return refusals.add(code);
    }

    /** Resilience4j wants to be shown what went wrong; it looks at nothing of it. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failure() {
            super("no answer in time", null, false, false);
        }
    }
}
