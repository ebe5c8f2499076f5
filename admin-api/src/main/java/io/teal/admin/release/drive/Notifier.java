package io.teal.admin.release.drive;

import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells hooks how releases go on: each step of each story, in its order, at least once. Whoever takes over the driving tells the last
 * step again, since nobody knows whether the one before had the time to. Used by the driving thread; a thread for each hook sends.
 */
final class Notifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final int WAITING = 256;

    private final Post post;
    private final Map<Plan.Hook, Mailbox> mailboxes = new HashMap<>();

    /** How many steps of its story were told, by the id of the release. */
    private final Map<String, Integer> told = new HashMap<>();

    private record Message(String id, String body) {}

    /** What waits for one hook, and who sends it. */
    private record Mailbox(BlockingQueue<Message> queue, Thread thread) {}

    Notifier(Post post) {
        this.post = post;
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
            Message message = message(release, i);
            for (Plan.Hook hook : release.plan().hooks()) {
                put(hook, message);
            }
        }
    }

    private static Message message(Release release, int index) {
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
        return new Message(id, body.encode());
    }

    private void put(Plan.Hook hook, Message message) {
        Mailbox mailbox = mailboxes.computeIfAbsent(hook, this::open);
        while (!mailbox.queue().offer(message)) {
            Message dropped = mailbox.queue().poll();
            if (dropped != null) {
                LOG.warn("{} is not told {}: {} newer messages wait for it", hook.post(), dropped.id(), WAITING);
            }
        }
    }

    private Mailbox open(Plan.Hook hook) {
        BlockingQueue<Message> queue = new ArrayBlockingQueue<>(WAITING);
        Thread thread = Thread.ofVirtual().name("teal-notify").start(() -> {
            try {
                while (true) {
                    Message next = queue.take();
                    String problem = post.send(hook, next.id(), next.body());
                    if (!problem.isEmpty()) {
                        LOG.error("{} was not told {}, which is given up: {}", hook.post(), next.id(), problem);
                    }
                }
            } catch (InterruptedException e) {
                LOG.debug("no more messages for {}", hook.post());
            }
        });
        return new Mailbox(queue, thread);
    }

    @Override
    public void close() {
        mailboxes.values().forEach(mailbox -> mailbox.thread().interrupt());
    }
}
