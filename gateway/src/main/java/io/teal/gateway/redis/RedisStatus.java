package io.teal.gateway.redis;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with Redis at one moment.
 *
 * @param connected whether there is a connection to it
 * @param breaker whether commands are kept from it although there is one
 * @param problem what went wrong last, in words and without secrets; null when nothing ever did
 * @param since since when it is usable, or is not
 * @param commands how many commands were sent to it
 * @param failures how many of them failed, whatever the cause
 * @param timeouts how many of these because no answer came in time
 */
public record RedisStatus(
        boolean connected,
        Breaker breaker,
        @Nullable String problem,
        Instant since,
        long commands,
        long failures,
        long timeouts) {

    /** What the breaker does. */
    public enum Breaker {
        /** Every command is sent. */
        CLOSED,
        /** No command is sent until a ping of its own is answered in time. */
        OPEN
    }

    /** Whether commands are sent. */
    public boolean usable() {
        return connected && breaker == Breaker.CLOSED;
    }
}
