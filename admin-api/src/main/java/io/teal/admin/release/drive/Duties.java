package io.teal.admin.release.drive;

import io.teal.admin.release.Facts;
import io.teal.admin.release.guard.Verdict;
import io.teal.gateway.Gateway;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import io.teal.gateway.serve.Warmup;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done where a release stands, before it can go on. Each thing can be done again by another gateway. Used by the driving
 * thread alone, which it never holds up.
 */
final class Duties implements AutoCloseable {
    private static final Duration REPORTED = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 200;

    private final Gateway gateway;
    private final Sentry sentry;
    private final Examiner examiner;
    private final Post post;
    private final Colour colour;
    private final Work work = new Work();
    private final Set<String> wanted = new HashSet<>();
    private final Map<String, String> troubles = new HashMap<>();

    /** Asks a colour questions. */
    interface Examiner {
        /** Asks what is in a file, and keeps a report; blocks until that is done, and ends when it is interrupted. */
        Progress examine(Release release, Plan.Gate gate, String file) throws Exception;
    }

    Duties(Gateway gateway, Sentry sentry, Examiner examiner, Post post) {
        this.gateway = gateway;
        this.sentry = sentry;
        this.examiner = examiner;
        this.post = post;
        this.colour = new Colour(gateway);
    }

    /** What is known of a release, as far as it is needed where it stands. Begins what is to be done there. */
    Facts facts(Release release, ZonedDateTime now) {
        List<String> missing = release.shifted() ? sentry.missing(release) : List.of();
        return new Facts(
                now,
                release.state() == State.WAKING ? awake(release) : colour.ready(release.service(), release.to()),
                colour.ready(release.service(), release.from()),
                release.state() == State.GATE ? gate(release) : null,
                release.state() == State.WARMING && warm(release),
                release.state() == State.SHIFTING ? sentry.unproven() : List.of(),
                sentry.verdict(release, missing),
                missing);
    }

    /** What is being done for it, or why that does not succeed, in words; empty when there is nothing to be said. */
    String trouble(Release release) {
        return troubles.getOrDefault(release.id(), "");
    }

    private boolean awake(Release release) {
        Plan.Hook hook = release.plan().lifecycle().wake();
        String key = want(Work.key(release, State.WAKING));
        if (hook != null) {
            Progress told = work.look(key, "the wake hook is told", () -> tell(hook, key, release, "wake"));
            note(release, told);
            if (told.end() != Progress.End.WELL) {
                return false;
            }
        }
        String ready = want(key + ".ready");
        Progress found = work.look(ready, "waits for a server of " + release.to(), () -> {
            String why = colour.unready(release);
            return why.isEmpty()
                    ? Progress.well(release.to() + " is ready")
                    : Progress.goesOn("waits for " + release.to() + ": " + why);
        });
        note(release, found);
        if (found.end() == Progress.End.NOT_YET) {
            work.againWhenDone(ready);
        }
        return found.end() == Progress.End.WELL;
    }

    private void note(Release release, Progress progress) {
        var unused = troubles.put(release.id(), progress.words());
    }

    private Progress tell(Plan.Hook hook, String id, Release release, String what) throws InterruptedException {
        String body = new JsonObject()
                .put("id", id)
                .put("event", what)
                .put("service", release.service())
                .put("release", release.id())
                .put("upstream", what.equals("wake") ? release.to() : release.from())
                .encode();
        String problem = post.send(hook, id, body);
        return problem.isEmpty()
                ? Progress.well("told")
                : Progress.badly("the hook to " + what + " " + hook.post() + " was not told: " + problem);
    }

    private Facts.@Nullable GateResult gate(Release release) {
        Plan.Gate gate = release.plan().gate();
        if (gate == null) {
            return new Facts.GateResult(Verdict.Kind.PASS, "there is no gate");
        }
        Progress asked =
                work.look(want(Work.key(release, State.GATE)), "asks " + release.to() + " the questions", () -> {
                    Progress known = knowledge(release, gate.knowledge());
                    String file = gate.questions();
                    return known.end() != Progress.End.WELL || file == null
                            ? known
                            : examiner.examine(release, gate, file);
                });
        note(release, asked);
        return switch (asked.end()) {
            case NOT_YET -> null;
            case WELL -> new Facts.GateResult(Verdict.Kind.PASS, asked.words());
            case BADLY -> new Facts.GateResult(Verdict.Kind.FAIL, asked.words());
            case UNKNOWN -> new Facts.GateResult(Verdict.Kind.INCONCLUSIVE, asked.words());
        };
    }

    private Progress knowledge(Release release, @Nullable String expected) throws InterruptedException {
        if (expected == null) {
            return Progress.well("nothing is asked");
        }
        long deadline = System.nanoTime() + REPORTED.toNanos();
        Progress known = colour.knowledge(release, expected);
        while (known.end() == Progress.End.NOT_YET && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_MILLIS);
            known = colour.knowledge(release, expected);
        }
        return known.end() == Progress.End.NOT_YET
                ? Progress.badly(known.words() + " in " + REPORTED.toSeconds() + " s, expected " + expected)
                : known;
    }

    private boolean warm(Release release) {
        Plan.Gate gate = release.plan().gate();
        if (gate == null || gate.warmCache() == 0) {
            return true;
        }
        Progress asked = work.look(want(Work.key(release, State.WARMING)), "asks what is asked most", () -> {
            Warmup.Report report = gateway.cache()
                    .warm(release.service(), release.to(), gate.warmCache())
                    .toCompletableFuture()
                    .get();
            return Progress.well("%d questions asked, %d answers kept"
                    .formatted(report.asked(), report.stored() + report.alreadyThere()));
        });
        note(release, asked);
        // What cannot be warmed is asked by the clients.
        return asked.end() != Progress.End.NOT_YET;
    }

    /** Tells that the old colour is no longer needed, or looks how far that is. */
    Progress sleep(Release release, Plan.Hook hook) {
        String key = want(Work.key(release, State.DONE) + ".sleep");
        return work.look(key, "the sleep hook is told", () -> tell(hook, key, release, "sleep"));
    }

    private String want(String key) {
        boolean unused = wanted.add(key);
        return key;
    }

    /** All releases were looked at: what none of them needs any more is broken off. */
    void looked() {
        work.keepOnly(wanted);
        wanted.clear();
    }

    @Override
    public void close() {
        work.close();
    }
}
