package io.teal.admin.revision;

import io.teal.admin.revision.WriteRefused.Why;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one path by which the routing changes. Changes are made one after the other, in the order they came; each blocks its
 * thread until it is settled, kept and served, so callers use virtual threads, never an event loop.
 *
 * <p>A change that comes to the routing already in effect (the same file again, a switch to where the traffic is, a
 * rollback to an equal routing), and moves no release, makes no revision: the current one is the answer. So a repeated request is
 * harmless.
 *
 * <p>After a crash every answered revision is there. One that was on disk but not answered yet may be there too, and is then
 * in effect.
 */
public final class Writes {
    private static final Logger LOG = LoggerFactory.getLogger(Writes.class);

    private final Revisions revisions;
    private final Publisher publisher;
    private final Agreement agreement;
    private final Repeats repeats;

    /** The write path of a history that nobody else writes. */
    public Writes(Revisions revisions, Publisher publisher) {
        this(revisions, publisher, (current, next) -> revisions.keep(next));
    }

    /** The write path of a history on which others must agree. */
    public Writes(Revisions revisions, Publisher publisher, Agreement agreement) {
        this.revisions = revisions;
        this.publisher = publisher;
        this.agreement = agreement;
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
            agreement.refresh();
            Revision made = repeats.find(author);
            if (made != null) {
                return made;
            }
            Revision current = revisions.current();
            checkExpected(expected, current);
            Target target = Target.of(change, revisions, author.who());
            if (target.equalTo(current)) {
                return current;
            }
            Revision next = revisions.next(current.number() + 1, target, author);
            check(next);
            try {
                agreement.settle(current, next);
            } catch (WriteRefused refused) {
                // Whoever was quicker may be the same request at another gateway.
                made = refused.why() == Why.CONFLICT ? repeats.find(author) : null;
                if (made != null) {
                    return made;
                }
                throw refused;
            }
            publisher.publish(next);
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
        Author nobody = new Author("", "");
        Target target = Target.of(change, revisions, nobody.who());
        check(revisions.next(current.number() + 1, target, nobody));
        return new Foreseen(current, target.routing());
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
            throw conflict(current.number());
        }
    }

    /** That somebody else was quicker. */
    public static WriteRefused conflict(long current) {
        return new WriteRefused(
                Why.CONFLICT,
                current,
                "the current revision is " + current + "; read it, and repeat the change if it is still wanted");
    }

    private void check(Revision next) throws WriteRefused {
        try {
            publisher.check(next);
        } catch (IllegalArgumentException e) {
            WriteRefused refused = new WriteRefused(
                    Why.NOT_SERVABLE, next.number() - 1, "the gateway cannot serve this routing: " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    /**
     * Takes over revisions that others have settled: the newest is in effect afterwards.
     *
     * @param next above the current one, oldest first; or, when some of them have numbers that are taken here, in the place of
     *     everything from the first of them on
     * @return what keeps them from being kept or served, in words; empty when nothing does
     */
    public String follow(List<Revision> next) {
        return follow(next, next.getFirst().number() - 1);
    }

    /** The same in the place of everything there is here. */
    public String begin(List<Revision> next) {
        return follow(next, 0);
    }

    /** Takes them over behind the last of those that count here, too. */
    private String follow(List<Revision> next, long last) {
        ReentrantLock turn = revisions.turn();
        turn.lock();
        try {
            String trouble = keep(next, last);
            Revision newest = next.getLast();
            revisions.add(newest);
            try {
                publisher.publish(newest);
                LOG.info("revision {} in effect, made at another gateway", newest.number());
            } catch (RuntimeException e) {
                LOG.error("revision {} was made at another gateway and cannot be served here", newest.number(), e);
                trouble = "revision " + newest.number() + " cannot be served here: " + e.getMessage();
            }
            return trouble;
        } finally {
            turn.unlock();
        }
    }

    private String keep(List<Revision> next, long last) {
        try {
            if (last < revisions.current().number()) {
                revisions.cutBack(last);
            }
            for (Revision revision : next) {
                revisions.keep(revision);
            }
            return "";
        } catch (StoreException e) {
            LOG.error("revisions of other gateways are not kept here: {}", e.getMessage());
            return e.getMessage() + "";
        }
    }
}
