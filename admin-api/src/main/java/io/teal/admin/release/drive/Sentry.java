package io.teal.admin.release.drive;

import io.teal.admin.fleet.Fleet;
import io.teal.admin.fleet.Member;
import io.teal.admin.release.guard.Verdict;
import io.teal.admin.release.guard.Watch;
import io.teal.gateway.colour.ColourFigures;
import io.teal.gateway.colour.ColourSecond;
import io.teal.gateway.colour.Colours;
import io.teal.gateway.colour.Colours.Colour;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has the guard judge what all gateways have counted of both colours of a release, second by second from its first step on. Who
 * takes over looks at the seconds again that it has heard of. Used by the driving thread alone.
 */
final class Sentry {
    /** A gateway that was heard of so long ago, and not since, has no requests any more, as far as anybody can tell. */
    private static final long GONE_MILLIS = 5_000;

    /** The driver looks every second, and hardly ever exactly. */
    private static final long EARLY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Colours colours;
    private final Fleet fleet;
    private final Map<String, Watched> watched = new HashMap<>();
    private final Map<String, Said> said = new HashMap<>();

    /** Up to which second a release is watched, and which step it has begun. */
    private record Watched(Watch watch, long last, int step) {}

    /** What was said last of a release that stood where it had come to then, and when by this process's clock. */
    private record Said(Verdict verdict, Instant stood, long nanos) {}

    Sentry(Colours colours, Fleet fleet) {
        this.colours = colours;
        this.fleet = fleet;
    }

    /** Gateways that there are, and that do not do what is asked of all. */
    List<Member> present() {
        return fleet.members().stream()
                .filter(member -> member.state() != Member.State.SILENT || member.lastSeenMillis() < GONE_MILLIS)
                .toList();
    }

    /** Names of those whose figures are not in. */
    List<String> missing(Release release) {
        List<Member> present = present();
        List<ColourSecond> seconds = colours.seconds(release.service(), release.to(), Colours.LATEST_SECONDS + 1);
        if (seconds.isEmpty() || seconds.getFirst().gateways() >= present.size()) {
            return List.of();
        }
        List<String> silent = present.stream()
                .filter(member -> member.state() == Member.State.SILENT)
                .map(Member::name)
                .toList();
        int unheard = present.size() - seconds.getFirst().gateways();
        return silent.isEmpty() ? List.of(unheard + " of " + present.size() + " gateways") : silent;
    }

    /** What the guard says, as often as it is to judge; null before the first step. */
    @Nullable Verdict verdict(Release release, List<String> missing) {
        if (!release.shifted() || release.state().over()) {
            var unusedWatch = watched.remove(release.id());
            var unusedWords = said.remove(release.id());
            return null;
        }
        long every = release.plan().guard().every().toNanos() - EARLY_NANOS;
        Said before = said.get(release.id());
        if (before != null && before.stood().equals(release.since()) && System.nanoTime() - before.nanos() < every) {
            return before.verdict();
        }
        Verdict verdict = judge(release, missing);
        var unused = said.put(release.id(), new Said(verdict, release.since(), System.nanoTime()));
        return verdict;
    }

    private Verdict judge(Release release, List<String> missing) {
        Watched known = watched.get(release.id());
        Watched now = goOn(release, known == null ? begin(release) : known);
        var unused = watched.put(release.id(), now);
        Watch tentative = now.watch().copy();
        add(release, tentative, now.last() + 1, colours.lastSecond());
        return tentative.verdict(missing);
    }

    private static Watched begin(Release release) {
        Watch watch = new Watch(release.plan().guard(), release.to(), release.from());
        long first = firstStep(release).getEpochSecond();
        return new Watched(watch, first - 1, -1);
    }

    /** Adds the seconds that nobody can add to any more, each to the step that was at it. */
    private Watched goOn(Release release, Watched known) {
        long over = colours.lastSecond() - Colours.LATEST_SECONDS;
        long last = Math.max(known.last(), colours.lastSecond() - Colours.MOST_SECONDS);
        int step = known.step();
        for (Release.Transition one : release.story()) {
            if (one.state() == State.SHIFTING && one.step() > step) {
                long begins = Math.min(one.at().getEpochSecond(), over + 1);
                add(release, known.watch(), last + 1, begins - 1);
                last = Math.max(last, begins - 1);
                step = one.step();
                known.watch().step(release.plan().steps().get(step).weight());
            }
        }
        add(release, known.watch(), last + 1, over);
        return new Watched(known.watch(), Math.max(last, over), step);
    }

    private void add(Release release, Watch watch, long from, long to) {
        long last = colours.lastSecond();
        int count = (int) Math.min(Colours.MOST_SECONDS, last - from + 1);
        if (to < from || count <= 0) {
            return;
        }
        List<ColourSecond> fresh = colours.seconds(new Colour(release.service(), release.to()), last, count);
        List<ColourSecond> other = colours.seconds(new Colour(release.service(), release.from()), last, count);
        List<ColourSecond> control = colours.seconds(new Colour(release.service(), release.from(), true), last, count);
        for (int i = 0; i < count; i++) {
            if (fresh.get(i).second() <= to) {
                watch.add(fresh.get(i), other.get(i), control.get(i));
            }
        }
    }

    /** How many requests to the new colour have failed since its first step, and how many there were. */
    ColourFigures figures(Release release, Instant now) {
        Duration since = Duration.between(firstStep(release), now);
        return colours.figures(release.service(), release.to(), since);
    }

    private static Instant firstStep(Release release) {
        for (Release.Transition one : release.story()) {
            if (one.state() == State.SHIFTING) {
                return one.at();
            }
        }
        return release.since();
    }

    /** The gateways that have not shown that they serve what is in effect here. */
    List<String> unproven() {
        List<String> names = new ArrayList<>();
        for (Member member : present()) {
            if (member.state() != Member.State.SERVING) {
                names.add(member.name());
            }
        }
        return names;
    }
}
