package io.teal.benchmarks.streams;

import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.tool.ThreadTimes;
import io.teal.benchmarks.tool.WrongAnswers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Streams through somebody, or straight from the backend: opened, left alone for a moment, and measured while they go on, as often as
 * one likes. Events of each are an interval apart, and all are evenly spread over it.
 */
public final class StreamRun {
    private static final int EVERY_MILLIS = 1000;
    /** Streams of the warm-up: so few that their memory does not count, with so many events as matter. */
    private static final int WARM_STREAMS = 20;

    private static final int WARM_EVERY_MILLIS = 5;
    /** Longer than anything that is done while streams are open: none ends by itself before. */
    private static final int SPARE_SECONDS = 120;

    private final Plan plan;
    private final StreamBackend backend;
    private final int port;
    private final @Nullable Contestant contestant;
    private long memoryBefore;

    /**
     * How much.
     *
     * @param streams how many
     * @param perSecond how many are opened in a second
     * @param warm how long Teal passes on a few streams with many events before anything is measured
     * @param settle how long all are open before they are measured
     * @param measure how long delays and time of processors are taken
     */
    public record Plan(int streams, int perSecond, Duration warm, Duration settle, Duration measure) {
        /** The same with so many. */
        public Plan withStreams(int wanted) {
            return new Plan(wanted, perSecond, warm, settle, measure);
        }
    }

    /**
     * What was found.
     *
     * @param perSecond events
     * @param p50Micros delay of an event, from being sent to being read
     * @param cpuMicros of processors for one event; 0 without a proxy, as all that follows
     * @param waitedMicros in which the proxy could have run and had no processor, for one event: what others on the machine do to it
     * @param bytes of memory with all streams open, less that after the warm-up, for each of them; of a heap after a collection
     */
    public record Seen(
            double perSecond, long p50Micros, long p99Micros, double cpuMicros, double waitedMicros, double bytes) {}

    private StreamRun(Plan plan, StreamBackend backend, @Nullable Contestant contestant) {
        this.plan = plan;
        this.backend = backend;
        this.port = contestant == null ? backend.port() : contestant.port();
        this.contestant = contestant;
    }

    /**
     * Warms up what will be measured.
     *
     * @param backend who has the streams
     * @param contestant who passes them on; null when nobody does
     * @throws WrongAnswers when one of the streams was not as it must be, to its end
     */
    public static StreamRun prepare(Plan plan, StreamBackend backend, @Nullable Contestant contestant)
            throws WrongAnswers, InterruptedException {
        StreamRun run = new StreamRun(plan, backend, contestant);
        // Others than Teal have nothing to compile, and this process has done so with the first.
        boolean compiles = contestant != null && contestant.kind().isTeal();
        Duration warm = compiles ? plan.warm() : Duration.ofSeconds(1);
        int events = (int) Math.max(1, warm.toMillis() / WARM_EVERY_MILLIS);
        StreamLoad.Plan some =
                new StreamLoad.Plan(run.port, WARM_STREAMS, WARM_EVERY_MILLIS, events, WARM_STREAMS * 10);
        try (StreamLoad load = new StreamLoad(some)) {
            LoadReport ended = run.checked(load.awaitEnded((int) warm.toSeconds() + SPARE_SECONDS));
            if (ended.whole() < WARM_STREAMS) {
                throw new WrongAnswers(run.title() + ": streams did not come to their end: " + ended);
            }
        }
        // What is paid once, however many streams follow, is no part of their memory.
        run.memoryBefore = contestant == null ? 0 : contestant.memory();
        return run;
    }

    /**
     * Opens all streams, measures, leaves them, and waits until that has come through to the backend.
     *
     * @throws WrongAnswers when a stream failed in any way, or an event was missing or out of turn
     */
    public Seen measure() throws WrongAnswers, InterruptedException {
        long seconds = plan.streams() / plan.perSecond()
                + plan.settle().plus(plan.measure()).toSeconds()
                + SPARE_SECONDS;
        int events = (int) (seconds * 1000 / EVERY_MILLIS);
        StreamLoad.Plan all = new StreamLoad.Plan(port, plan.streams(), EVERY_MILLIS, events, plan.perSecond());
        try (StreamLoad load = new StreamLoad(all)) {
            return measure(load);
        } finally {
            backend.awaitLeft();
        }
    }

    private Seen measure(StreamLoad load) throws WrongAnswers, InterruptedException {
        LoadReport opened = checked(load.awaitOpened());
        if (opened.opened() < plan.streams()) {
            throw new WrongAnswers(title() + " opened " + opened.opened() + " of " + plan.streams() + " streams");
        }
        // So that this process, which sends and reads the events, does not have to while they are measured.
        System.gc();
        TimeUnit.NANOSECONDS.sleep(plan.settle().toNanos());
        ThreadTimes before = threads();
        LoadReport unused = load.record();
        TimeUnit.NANOSECONDS.sleep(plan.measure().toNanos());
        LoadReport report = checked(load.stop());
        ThreadTimes.Times used = threads().since(before);
        LoadReport.Steady steady = report.steady();
        double count = Math.max(1, steady.events());
        long memory = contestant == null ? 0 : contestant.memory();
        unused = checked(load.stop());
        return new Seen(
                steady.events() * 1e9 / plan.measure().toNanos(),
                steady.p50Micros(),
                steady.p99Micros(),
                used.ran() / 1e3 / count,
                used.waited() / 1e3 / count,
                (double) (memory - memoryBefore) / plan.streams());
    }

    private ThreadTimes threads() throws WrongAnswers {
        return contestant == null ? ThreadTimes.NONE : contestant.threads();
    }

    private LoadReport checked(LoadReport report) throws WrongAnswers {
        if (report.errors() > 0) {
            throw new WrongAnswers(title() + ": " + report.errors() + " of " + report.streams() + " streams failed: "
                    + report.faults() + ", " + report.silent() + " silent");
        }
        return report;
    }

    private String title() {
        return contestant == null ? "the backend" : contestant.kind().title();
    }
}
