package io.teal.gateway.redis;

/** Why a command has no result: Redis is not usable now, did not answer in time, or refused. Has no stack trace. */
public final class RedisUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    RedisUnavailable(String message) {
        super(message, null, false, false);
    }
}
