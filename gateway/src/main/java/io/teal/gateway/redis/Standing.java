package io.teal.gateway.redis;

import io.teal.gateway.redis.link.Problem;
import io.teal.gateway.redis.link.RedisAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How it stands with Redis, for the log and for people. The log hears of each kind of trouble once in each time of
 * trouble, however often it is met. Changed by one thread, read by any.
 */
final class Standing {
    private static final Logger log = LoggerFactory.getLogger(Redis.class);

    private final RedisAddress address;
    private final InstantSource clock;
    private volatile Moment now;
    private final Set<Problem.Kind> told = EnumSet.noneOf(Problem.Kind.class);

    /** What is read together. */
    private record Moment(
            boolean usable, Instant since, @Nullable Problem problem, RedisUnavailable unavailable) {}

    Standing(RedisAddress address, InstantSource clock) {
        this.address = address;
        this.clock = clock;
        this.now = new Moment(false, clock.instant(), null, new RedisUnavailable("redis is not connected yet"));
    }

    /** What a caller hears whose command is not sent. Any thread. */
    RedisUnavailable unavailable() {
        return now.unavailable;
    }

    /** Since when it is usable, or is not. Any thread. */
    Instant since() {
        return now.since;
    }

    /** What went wrong last, null when nothing did. Any thread. */
    @Nullable String problem() {
        Problem last = now.problem;
        return last == null ? null : last.words();
    }

    /** It is usable from now on. */
    void recovered() {
        Moment before = now;
        now = new Moment(true, clock.instant(), before.problem, before.unavailable);
        log.info(
                before.problem == null
                        ? "redis is connected at {}; answers are shared through it"
                        : "redis can be used again at {}; answers are shared through it",
                address.where());
        told.clear();
    }

    /** It is not usable, and why. */
    void troubled(Problem problem) {
        Moment before = now;
        Instant since = before.usable ? clock.instant() : before.since;
        now = new Moment(false, since, problem, new RedisUnavailable(problem.words()));
        if (told.add(problem.kind())) {
            log.warn("{}", problem.words());
        }
    }

    /** It is usable, but not for everything. */
    void refused(Problem problem) {
        Moment before = now;
        now = new Moment(before.usable, before.since, problem, before.unavailable);
        log.warn("{}", problem.words());
    }

    /** Nobody asks it any more. */
    void closed() {
        Moment before = now;
        now = new Moment(false, clock.instant(), before.problem, new RedisUnavailable("redis was closed"));
    }
}
