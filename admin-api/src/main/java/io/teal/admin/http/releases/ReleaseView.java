package io.teal.admin.http.releases;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Json;
import io.teal.admin.release.drive.Driver;
import io.teal.admin.store.ReleaseRecords;
import io.teal.gateway.Gateway;
import io.teal.gateway.colour.ColourFigures;
import io.teal.gateway.routing.release.Release;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** Releases as JSON. */
final class ReleaseView {
    private final Gateway gateway;
    private final Driver driver;
    private final InstantSource clock;

    ReleaseView(Gateway gateway, Driver driver, InstantSource clock) {
        this.gateway = gateway;
        this.driver = driver;
        this.clock = clock;
    }

    /** In a list. */
    ObjectNode brief(Release release) {
        Release.Transition last = release.story().getLast();
        return Json.object()
                .put("id", release.id())
                .put("service", release.service())
                .put("from", release.from())
                .put("to", release.to())
                .put("state", release.state().name().toLowerCase(Locale.ROOT))
                .put("step", release.step() + 1)
                .put("steps", release.plan().steps().size())
                .put("weight", weight(release))
                .put("started", release.story().getFirst().at().toString())
                .put("since", release.since().toString())
                .put("who", last.who())
                .put("reason", last.reason());
    }

    private static int weight(Release release) {
        return switch (release.state()) {
            case ROLLED_BACK, ABORTED -> 0;
            default ->
                release.shifted() ? release.plan().steps().get(release.step()).weight() : 0;
        };
    }

    /** With all there is to know of it. */
    ObjectNode of(Release release) {
        ObjectNode view = brief(release);
        ObjectNode record = (ObjectNode) Json.ours(ReleaseRecords.write(release).encode());
        for (String key : new String[] {"plan", "before", "base", "story"}) {
            var unused = view.set(key, record.get(key));
        }
        view.put("paused_in", record.path("paused_in").textValue());
        view.put("asleep", release.asleep());
        view.put("waits_for", release.state().over() ? "" : driver.standing(release));
        ObjectNode seen = view.putObject("seen");
        ColourFigures figures = figures(release);
        seen.put("requests", figures.requests()).put("failures", figures.failed());
        return view;
    }

    /** What clients saw of the new colour since its first step, as far as the last day goes. */
    private ColourFigures figures(Release release) {
        for (Release.Transition one : release.story()) {
            if (one.state() == Release.State.SHIFTING) {
                Instant now = clock.instant();
                Duration since = Duration.between(one.at(), now);
                return gateway.colours().figures(release.service(), release.to(), since);
            }
        }
        return ColourFigures.NONE;
    }
}
