package io.teal.admin.release.drive;

import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Tells hooks how releases go on: each step of each story, in its order, at least once. Whoever takes over the driving tells the last
 * step again, since nobody knows whether the one before had the time to. Used by the driving thread.
 */
final class Notifier implements AutoCloseable {
    private final Mailboxes mailboxes;

    /** How many steps of its story were told, by the id of the release. */
    private final Map<String, Integer> told = new HashMap<>();

    Notifier(Post post) {
        this.mailboxes = new Mailboxes(post);
    }

    /** From now on this gateway drives: what others have told is not known. */
    void takeOver() {
        told.clear();
    }

    /** Tells what has not been told of a release. */
    void look(Release release, boolean old) {
        int length = release.story().size();
        Integer known = told.put(release.id(), length);
        if (release.plan().hooks().isEmpty()) {
            return;
        }
        // What was over before this gateway began to drive was told by those who ended it.
        int from = known != null ? known : old ? length : Math.max(0, length - 1);
        for (int i = from; i < length; i++) {
            Mailboxes.Message message = message(release, i);
            for (Plan.Hook hook : release.plan().hooks()) {
                mailboxes.put(hook, message);
            }
        }
    }

    private static Mailboxes.Message message(Release release, int index) {
        Release.Transition step = release.story().get(index);
        String id = release.id() + "." + (index + 1);
        JsonObject body = new JsonObject()
                .put("id", id)
                .put("event", index == 0 ? "started" : step.state().name().toLowerCase(Locale.ROOT))
                .put("service", release.service())
                .put("release", release.id())
                .put("from", release.from())
                .put("to", release.to())
                .put("state", step.state().name().toLowerCase(Locale.ROOT))
                .put("step", step.step())
                .put("who", step.who())
                .put("reason", step.reason())
                .put("at", step.at().toString());
        if (step.step() >= 0) {
            body.put("weight", release.plan().steps().get(step.step()).weight());
        }
        return new Mailboxes.Message(id, body.encode());
    }

    @Override
    public void close() {
        mailboxes.close();
    }
}
