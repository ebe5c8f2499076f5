package io.teal.benchmarks.releases;

import io.teal.admin.release.Course;
import io.teal.admin.release.Decision;
import io.teal.admin.release.Facts;
import io.teal.admin.release.guard.Verdict;
import io.teal.admin.release.guard.Watch;
import io.teal.gateway.colour.ColourSecond;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One release of one service behind two gateways, second by second. What the second gateway counts comes up to two seconds late, and
 * twice an hour it says nothing for twenty seconds, which are lost.
 */
final class Simulation {
    /** Whoever has not ended by then is taken to be stuck, seconds. */
    private static final long LONGEST = 3 * 86_400;

    private static final Instant BEGIN = Instant.parse("2026-03-03T00:00:00Z");
    private static final int SETTLED = 3;
    private static final int BLUE = 0;
    private static final int GREEN = 1;

    /** What blue answers in the shadow. */
    private static final int CONTROL = 2;

    private static final double[] LOG_NORMAL = logNormal();

    private final Scenario scenario;
    private final SplittableRandom random;
    private final Traffic[][] traffic;
    private final int control;
    private final ColourSecond[][][] latest = new ColourSecond[3][2][SETTLED];
    private final Watch watch;
    private Release release;
    private int weight;
    private long failures;
    private @Nullable Verdict last;

    /**
     * How a release went.
     *
     * @param state where it ended
     * @param step the step it was at
     * @param seconds from the first request that the new colour got
     * @param failures requests that failed at the new colour
     * @param reason why it ended so
     */
    record Result(Scenario scenario, State state, int step, long seconds, long failures, String reason) {}

    private Simulation(Scenario scenario, Plan plan) {
        this.scenario = scenario;
        random = new SplittableRandom(scenario.seed() ^ 0x7ea1L);
        control = plan.guard().control();
        traffic = new Traffic[3][2];
        for (Traffic[] ofColour : traffic) {
            for (int gateway = 0; gateway < ofColour.length; gateway++) {
                ofColour[gateway] = new Traffic(random);
            }
        }
        watch = new Watch(plan.guard(), "green", "blue");
        Map<String, Integer> before = new LinkedHashMap<>(Map.of("blue", 100));
        before.put("green", 0);
        release = new Release(
                "chat-1",
                "chat",
                "blue",
                "green",
                plan,
                new LinkedHashMap<>(before),
                1,
                State.WAKING,
                -1,
                BEGIN,
                null,
                0,
                1,
                false,
                List.of());
    }

    /** Runs one to its end. */
    static Result run(Scenario scenario, Plan plan) {
        return new Simulation(scenario, plan).run();
    }

    private Result run() {
        long shifted = 0;
        for (long second = 0; second < LONGEST; second++) {
            requests(second, second - shifted);
            boolean news = read(second);
            boolean missing = silent(second) || silent(second - 1);
            Facts facts = new Facts(
                    BEGIN.plusSeconds(second).atZone(ZoneOffset.UTC),
                    true,
                    true,
                    null,
                    true,
                    List.of(),
                    release.shifted() ? verdict(second, news, missing) : null,
                    missing ? List.of("second") : List.of());
            if (Course.decide(release, facts) instanceof Decision.Move move) {
                release = move.of(release, BEGIN.plusSeconds(second), "teal");
                if (release.state() == State.SHIFTING) {
                    shifted = release.step() == 0 ? second : shifted;
                    weight = weight(release);
                    watch.step(weight);
                    last = null;
                }
                if (release.state().over() || release.state() == State.PAUSED) {
                    return new Result(
                            scenario, release.state(), release.step(), second - shifted, failures, move.reason());
                }
            }
        }
        return new Result(scenario, release.state(), release.step(), LONGEST, failures, "it goes on");
    }

    private static int weight(Release release) {
        return Course.weights(release).getOrDefault("green", 0);
    }

    /** The requests that come in a second. */
    private void requests(long second, long since) {
        int count = poisson(scenario.rate(second));
        double common = scenario.failing(second);
        double slower = scenario.firstToken() * scenario.slower(second);
        double minutes = since / 60.0;
        double ofFault = 1 - (1 - common) * (1 - scenario.fault().failing(minutes, weight));
        double slowerByFault = slower * scenario.fault().slower(minutes);
        for (int i = 0; i < count; i++) {
            boolean green = random.nextInt(100) < weight;
            int gateway = random.nextInt(2);
            Traffic at = traffic[green ? GREEN : BLUE][gateway];
            long end;
            if (random.nextDouble() < (green ? ofFault : common)) {
                end = at.fails(second, green ? scenario.fault().failsAfter() : 0);
                failures += green ? 1 : 0;
            } else {
                end = succeeds(at, second, green ? slowerByFault : slower);
            }
            if (weight == 100 && random.nextInt(100) < control) {
                shadow(end, traffic[CONTROL][gateway]);
            }
        }
    }

    private long succeeds(Traffic at, long second, double slower) {
        double time = LOG_NORMAL[random.nextInt(LOG_NORMAL.length)];
        return at.succeeds(second, time * slower, 2 + random.nextInt(12));
    }

    /** The old colour is asked once the client has its answer. */
    private void shadow(long second, Traffic at) {
        long unused = random.nextDouble() < scenario.failing(second)
                ? at.fails(second, 0)
                : succeeds(at, second, scenario.firstToken() * scenario.slower(second));
    }

    /** Closes a second; whether it has anything of the new colour. */
    private boolean read(long second) {
        int place = (int) (second % SETTLED);
        boolean news = false;
        for (int colour = 0; colour < traffic.length; colour++) {
            for (int gateway = 0; gateway < 2; gateway++) {
                ColourSecond one = traffic[colour][gateway].take(second);
                news |= colour == GREEN
                        && (one.judged() > 0 || one.figures().firstToken().count() > 0);
                latest[colour][gateway][place] = one;
            }
        }
        return news;
    }

    /** What the guard says of all seconds but those of the second gateway that have not come. */
    private @Nullable Verdict verdict(long second, boolean news, boolean missing) {
        long settled = second - SETTLED + 1;
        if (settled >= 0) {
            add(watch, settled, true);
        }
        boolean holds = release.state() == State.HOLDING;
        // Nothing new of the new colour can make it no worse.
        if (news || last == null || (holds && second % 5 == 0)) {
            Watch now = watch.copy();
            for (long one = settled + 1; one <= second; one++) {
                add(now, one, one < second);
            }
            last = now.verdict(missing ? List.of("second") : List.of());
        }
        return last;
    }

    private void add(Watch to, long second, boolean told) {
        int place = (int) (second % SETTLED);
        boolean both = told && !silent(second);
        to.add(seen(GREEN, place, both), seen(BLUE, place, both), seen(CONTROL, place, both));
    }

    private ColourSecond seen(int colour, int place, boolean both) {
        return both ? latest[colour][0][place].plus(latest[colour][1][place]) : latest[colour][0][place];
    }

    /** Whether the second gateway says nothing of a second. */
    private boolean silent(long second) {
        return Math.floorMod(second + scenario.seed() * 97, 1800L) < 20;
    }

    private int poisson(double mean) {
        double limit = Math.exp(-Math.min(mean, 100));
        int count = -1;
        for (double product = 1; product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }

    /** Quantiles of what first tokens take, with the median 1 and a standard deviation of its logarithm of 0.5. */
    private static double[] logNormal() {
        SplittableRandom random = new SplittableRandom(1);
        double[] times = new double[1 << 16];
        for (int i = 0; i < times.length; i++) {
            double angle = 2 * Math.PI * random.nextDouble();
            double far = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
            times[i] = Math.exp(0.5 * far * Math.cos(angle));
        }
        return times;
    }
}
