package io.teal.admin.release.drive;

import io.teal.admin.fleet.Fleet;
import io.teal.admin.release.Course;
import io.teal.admin.release.Decision;
import io.teal.admin.release.gate.GateReport;
import io.teal.admin.revision.Author;
import io.teal.admin.revision.Change;
import io.teal.admin.revision.Revisions;
import io.teal.admin.revision.WriteRefused;
import io.teal.admin.store.StoreException;
import io.teal.gateway.Gateway;
import io.teal.gateway.colour.ColourFigures;
import io.teal.gateway.config.ConfigException;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the releases while this gateway has the lease: looks at each of them every second, and writes its next move. It decides on
 * what is in effect here; when that is not what all have agreed on, the write is refused, and the next look sees more. Where
 * nothing can be agreed on, releases stand still. Thread-safe.
 */
public final class Driver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Driver.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final Duration RECENT = Duration.ofMinutes(1);
    private static final String TEAL = "teal";

    private final Revisions revisions;
    private final Fleet fleet;
    private final Post post;
    private final Exam exam;
    private final Duties duties;
    private final Sentry sentry;
    private final Notifier notifier;
    private final TextNotifier texts;
    private final ScheduledExecutorService thread;
    private final Map<String, Standing> standing = new ConcurrentHashMap<>();
    private long lease;

    /** What is said of a release that stands where it came to at a time. */
    private record Standing(Instant since, String words) {}

    private Driver(Revisions revisions, Fleet fleet, Gateway gateway) {
        this.revisions = revisions;
        this.fleet = fleet;
        this.post = new Post(System.getenv(), revisions::now);
        this.exam = new Exam(gateway, fleet.reports());
        this.sentry = new Sentry(gateway.colours(), fleet);
        this.duties = new Duties(gateway, sentry, exam, post);
        this.notifier = new Notifier(post);
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("teal-release").factory());
        this.texts = new TextNotifier(
                gateway.events(), thread, () -> gateway.revision().routing(), fleet.name(), post);
    }

    /** From now on the releases are driven, when it is this gateway's turn. */
    public static Driver start(Revisions revisions, Fleet fleet, Gateway gateway) {
        Driver driver = new Driver(revisions, fleet, gateway);
        var unused = driver.thread.scheduleWithFixedDelay(driver::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return driver;
    }

    /** What a release is at, or what it waits for, in words; empty when that is not known here. */
    public String standing(Release release) {
        Standing known = standing.get(release.id());
        return known == null || !known.since().equals(release.since()) ? "" : known.words();
    }

    /**
     * Asks a colour the questions of a gate, without a release. Blocks until all are answered.
     *
     * @param other the colour that serves; null for none
     * @param file with the questions
     * @throws ConfigException when the questions cannot be read
     */
    public GateReport gate(String service, String upstream, @Nullable String other, Plan.Gate gate, String file)
            throws ConfigException, InterruptedException, ExecutionException {
        return exam.ask(service, upstream, other, gate, file);
    }

    private void look() {
        try {
            long held = fleet.lease().hold();
            if (held == 0) {
                rest();
                return;
            }
            if (held != lease) {
                lease = held;
                notifier.takeOver();
                if (fleet.status().shared()) {
                    LOG.info("releases are driven here from now on, under lease {}", held);
                }
            }
            for (Release release : revisions.current().releases().values()) {
                notifier.look(release, release.state().over() && old(release));
                drive(release);
            }
            duties.looked();
        } catch (RuntimeException e) {
            // An exception would end the timer.
            LOG.error("releases are not driven", e);
        }
    }

    private boolean old(Release release) {
        return release.since().isBefore(revisions.now().minus(RECENT));
    }

    /** Another gateway drives, or nobody can. */
    private void rest() {
        if (lease != 0) {
            LOG.info("releases are not driven here any more");
            lease = 0;
            duties.looked();
        }
        String problem = fleet.status().problem();
        standing.clear();
        if (problem != null) {
            for (Release release : revisions.current().releases().values()) {
                if (!release.state().over()) {
                    stands(release, "it stands still: " + problem);
                }
            }
        }
    }

    private void stands(Release release, String words) {
        var unused = standing.put(release.id(), new Standing(release.since(), words));
    }

    private void drive(Release release) {
        Instant now = revisions.now();
        switch (Course.decide(release, duties.facts(release, now.atZone(ZoneId.systemDefault())))) {
            case Decision.Stay stay -> {
                String trouble = duties.trouble(release);
                stands(release, trouble.isEmpty() || stay.why().isEmpty() ? stay.why() : stay.why() + "; " + trouble);
            }
            case Decision.Move move -> write(release, told(move, release, now).of(release, now, TEAL));
            case Decision.Sleep() -> sleep(release);
        }
    }

    /** Of a colour that is taken back it is told how many clients it has failed. */
    private Decision.Move told(Decision.Move move, Release release, Instant now) {
        if (move.state() != Release.State.ROLLED_BACK) {
            return move;
        }
        ColourFigures figures = sentry.figures(release, now);
        String reason = "%s; clients saw %d failures in %d requests to %s"
                .formatted(move.reason(), figures.failed(), figures.judged(), release.to());
        return new Decision.Move(move.state(), move.step(), reason, move.evidence());
    }

    /** Tells that the old colour can be put to sleep, and notes that it was told. */
    private void sleep(Release release) {
        Plan.Hook hook = release.plan().lifecycle().sleep();
        if (hook != null && !serves(release) && duties.sleep(release, hook).end() != Progress.End.NOT_YET) {
            write(release, release.slept());
        }
    }

    /** Whether the old colour gets requests again. */
    private boolean serves(Release release) {
        Service service = revisions.current().routing().services().get(release.service());
        return service == null || service.traffic().split().getOrDefault(release.from(), 0) > 0;
    }

    private void write(Release seen, Release after) {
        Release next = after.drivenBy(lease);
        Release.Transition last = next.story().getLast();
        String reason = next.id() + ": " + (next.asleep() ? next.from() + " was put to sleep" : last.reason());
        try {
            Revision made = fleet.writes().write(number -> true, new Change.Move(seen, next), new Author(TEAL, reason));
            LOG.info("release {} is {} in revision {}: {}", next.id(), next.state(), made.number(), reason);
        } catch (WriteRefused refused) {
            LOG.warn("release {} was not moved to {}: {}", next.id(), next.state(), refused.getMessage());
            stands(seen, "it stands still: " + refused.getMessage());
        } catch (StoreException e) {
            LOG.error("release {} was not moved to {}: {}", next.id(), next.state(), e.getMessage());
            stands(seen, "it stands still: " + e.getMessage());
        }
    }

    /** Ends, and lets another gateway drive. Blocks for a moment. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            boolean unused = thread.awaitTermination(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        fleet.lease().leave();
        duties.close();
        exam.close();
        notifier.close();
        texts.close();
        post.close();
    }
}
