package io.teal.admin.revision;

import io.teal.admin.revision.WriteRefused.Why;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
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
    private final Repeats repeats;

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
        this.repeats = new Repeats(revisions);
    }

    /**
     * Makes a change, or nothing when the same request made one before.
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
            Revision made = repeats.find(author);
            if (made != null) {
                return made;
            }
            Revision current = revisions.current();
            checkExpected(expected, current);
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

    /**
     * The revision that the same request made before, or null when it made none. Blocks.
     *
     * @throws WriteRefused when another request came with the key
     * @throws StoreException when the store cannot be read
     */
    public @Nullable Revision repeated(Author author) throws WriteRefused, StoreException {
        ReentrantLock turn = revisions.turn();
        turn.lock();
        try {
            return repeats.find(author);
        } finally {
            turn.unlock();
        }
    }

    /**
     * What a change would come to, without making it. May block.
     *
     * @throws WriteRefused when the change cannot be made
     * @throws StoreException when the store cannot be read
     */
    public Foreseen foresee(LongPredicate expected, Change change) throws WriteRefused, StoreException {
        Revision current = revisions.current();
        checkExpected(expected, current);
        return new Foreseen(current, Target.of(change, revisions).routing());
    }

    /**
     * What a change would come to.
     *
     * @param current the revision in effect
     * @param routing what would be in effect instead
     */
    public record Foreseen(Revision current, Routing routing) {}

    private static void checkExpected(LongPredicate expected, Revision current) throws WriteRefused {
        if (!expected.test(current.number())) {
            throw new WriteRefused(
                    Why.CONFLICT,
                    current.number(),
                    "the current revision is " + current.number()
                            + "; read it, and repeat the change if it is still wanted");
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
