package io.teal.admin.release.drive;

import io.teal.gateway.routing.release.Plan;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits for hooks, each of which gets it in its order. Used by the driving thread; a thread for each hook sends. */
final class Mailboxes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mailboxes.class);
    private static final int WAITING = 256;

    private final Post post;
    private final Map<Plan.Hook, Mailbox> mailboxes = new HashMap<>();

    /**
     * What a hook is told.
     *
     * @param id the same each time it is sent
     * @param body JSON
     */
    record Message(String id, String body) {}

    /** What waits for one hook, and who sends it. */
    private record Mailbox(BlockingQueue<Message> queue, Thread thread) {}

    Mailboxes(Post post) {
        this.post = post;
    }

    /** Has a message sent once those before it are; drops the oldest where too many wait. */
    void put(Plan.Hook hook, Message message) {
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
