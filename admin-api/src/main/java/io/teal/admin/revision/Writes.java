package io.teal.admin.revision;

import io.teal.admin.revision.WriteRefused.Why;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one path by which the routing changes. Changes are made one after the other, in the order they came; each blocks its
 * thread until the disk has the revision and the gateway serves it, so callers use virtual threads, never an event loop.
 *
 * <p>A change that comes to the routing already in effect (the same file again, a switch to where the traffic is, a
 * rollback to an equal routing) makes no revision: the current one is the answer. So a repeated request is harmless.
 *
 * <p>After a crash every answered revision is there. One that was on disk but not answered yet may be there too, and is then
 * in effect.
 */
public final class Writes {
    private static final Logger LOG = LoggerFactory.getLogger(Writes.class);

    private final Revisions revisions;
    private final Consumer<Revision> publisher;

    /**
     * The write path of a history.
     *
     * @param revisions what it adds to
     * @param publisher puts a revision into effect: when it returns, no new request is served by an older one; when it
     *     throws, nothing has changed. An {@link IllegalArgumentException} says that the routing cannot be served.
     */
    public Writes(Revisions revisions, Consumer<Revision> publisher) {
        this.revisions = revisions;
        this.publisher = publisher;
    }

    /**
     * Makes a change.
     *
     * @param expected whether the number of the current revision is one the caller knows
     * @return the revision in effect afterwards
     * @throws WriteRefused when the change cannot be made; nothing has changed
     * @throws StoreException when the store cannot be written; nothing has changed
     */
    public Revision write(LongPredicate expected, Change change, Author author) throws WriteRefused, StoreException {
        ReentrantLock turn = revisions.turn();
        turn.lock();
        try {
            Revision current = revisions.current();
            if (!expected.test(current.number())) {
                throw new WriteRefused(
                        Why.CONFLICT,
                        current.number(),
                        "the current revision is " + current.number()
                                + "; read it, and repeat the change if it is still wanted");
            }
            Target target = Target.of(change, revisions);
            if (target.routing().equals(current.routing())) {
                return current;
            }
            Revision next =
                    revisions.next(current.number() + 1, target.routing(), target.kind(), author, target.from());
            revisions.store().append(next);
            publish(next);
            revisions.add(next);
            LOG.info(
                    "revision {} in effect: {} by {}, from {}",
                    next.number(),
                    target.kind(),
                    author.who(),
                    target.from());
            return next;
        } finally {
            turn.unlock();
        }
    }

    private void publish(Revision next) throws WriteRefused {
        boolean published = false;
        try {
            publisher.accept(next);
            published = true;
        } catch (IllegalArgumentException e) {
            WriteRefused refused = new WriteRefused(
                    Why.NOT_SERVABLE, next.number() - 1, "the gateway cannot serve this routing: " + e.getMessage());
            refused.initCause(e);
            throw refused;
        } finally {
            if (!published) {
                retract(next);
            }
        }
    }

    private void retract(Revision refused) {
        try {
            revisions.store().cutBack(refused.number() - 1);
        } catch (StoreException e) {
            LOG.error(
                    "revision {} was refused by the gateway but may be taken up by the next start: {}",
                    refused.number(),
                    e.getMessage());
        }
    }
}
