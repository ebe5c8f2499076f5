package io.teal.gateway.routing.release;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a service is taken from one colour to the other.
 *
 * @param lifecycle how servers are woken and put to sleep
 * @param gate what the new colour must show before it gets a request
 * @param steps the weights it gets, one after the other; the last one is 100
 * @param guard what takes it back
 * @param hooks who is told; {@code notify} in configuration
 * @param schedule when a prepared release starts: five fields as in cron; null for at once
 */
public record Plan(
        Lifecycle lifecycle,
        @Nullable Gate gate,
        List<Step> steps,
        Guard guard,
        List<Hook> hooks,
        @Nullable String schedule) {

    /** 5 % for 5 minutes, 25 % for 10, and 100 % for 10, without a gate. */
    public static final Plan DEFAULT = new Plan(
            Lifecycle.DEFAULT,
            null,
            List.of(
                    new Step(5, Duration.ofMinutes(5)),
                    new Step(25, Duration.ofMinutes(10)),
                    new Step(100, Duration.ofMinutes(10))),
            Guard.DEFAULT,
            List.of(),
            null);

    public Plan {
        steps = List.copyOf(steps);
        hooks = List.copyOf(hooks);
    }

    /**
     * A weight and how long it is watched.
     *
     * @param weight percent of the requests that the new colour gets, 1 to 100
     * @param hold how long it must go well before the next step
     */
    public record Step(int weight, Duration hold) {}

    /**
     * How servers are woken and put to sleep.
     *
     * @param wake told when a release begins, so that the new colour is started; null for nobody
     * @param readyWithin how long the new colour has to get ready
     * @param sleep told when the old colour is no longer needed; null for nobody
     * @param keepOld how long after the last step the old colour is kept ready to take over again
     */
    public record Lifecycle(
            @Nullable Hook wake,
            Duration readyWithin,
            @Nullable Hook sleep,
            Duration keepOld) {
        /** Nobody is told; ready within 10 minutes, kept for 30. */
        public static final Lifecycle DEFAULT =
                new Lifecycle(null, Duration.ofMinutes(10), null, Duration.ofMinutes(30));
    }

    /**
     * What the new colour must show before it gets a request.
     *
     * @param questions absolute path of the file of questions; null for none
     * @param pass percent of the questions that must pass, 0 to 100
     * @param firstTokenP95 how late the first token of 95 % of the answers may be; null for no limit
     * @param knowledge the fingerprint that the new colour must report of its knowledge; null for any
     * @param warmCache so many of the questions that are asked most are asked beforehand, so that their answers are kept; 0 for none
     */
    public record Gate(
            @Nullable String questions,
            int pass,
            @Nullable Duration firstTokenP95,
            @Nullable String knowledge,
            int warmCache) {
        /** Every question must pass. */
        public static final Gate DEFAULT = new Gate(null, 100, null, null, 0);
    }

    /**
     * Who is told of something by a POST.
     *
     * @param post an http or https URL
     * @param secret name of the environment variable that holds the key the message is signed with; null for no signature
     */
    public record Hook(String post, @Nullable String secret) {}
}
