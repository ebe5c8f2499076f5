package io.teal.admin.revision;

import io.teal.admin.revision.WriteRefused.Why;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the revision that a request made when it came before, among the last thousand. Reads those that it has not seen yet,
 * however they came there, only when somebody sends a key. Used within the turn of {@link Revisions} alone.
 */
final class Repeats {
    private static final int REMEMBERED = 1_000;
    private static final int PAGE = 100;

    private final Revisions revisions;
    /** Number by first part of the key. */
    private final Map<String, Long> numbers = new HashMap<>();

    private long seen;
    private Revision.@Nullable Provenance last;

    Repeats(Revisions revisions) {
        this.revisions = revisions;
    }

    /**
     * The revision that this request made before, or null when it made none.
     *
     * @throws WriteRefused when another request came with the key
     */
    @Nullable Revision find(Author author) throws WriteRefused, StoreException {
        if (author.key().isEmpty()) {
            return null;
        }
        catchUp();
        Long number = numbers.get(mine(author.key()));
        Revision made = number == null ? null : revisions.find(number);
        long current = revisions.current().number();
        if (made == null
                || made.number() <= current - REMEMBERED
                || !mine(made.provenance().key()).equals(mine(author.key()))) {
            return null;
        }
        if (!made.provenance().key().equals(author.key())) {
            throw new WriteRefused(
                    Why.KEY_REUSED,
                    current,
                    "Idempotency-Key: found the key of another request, which made revision " + made.number()
                            + "; expected a new key, or the very same request");
        }
        return made;
    }

    private void catchUp() throws StoreException {
        Revision known = seen == 0 ? null : revisions.find(seen);
        if (known == null || !known.provenance().equals(last)) {
            numbers.clear();
            seen = 0;
        }
        Revision current = revisions.current();
        List<Revision> missing = new ArrayList<>();
        long before = current.number() + 1;
        while (missing.size() < REMEMBERED) {
            List<Revision> page = revisions.page(before, PAGE);
            for (Revision revision : page) {
                if (revision.number() > seen) {
                    missing.add(revision);
                }
            }
            if (page.size() < PAGE || page.getLast().number() <= seen) {
                break;
            }
            before = page.getLast().number();
        }
        for (Revision revision : missing.reversed()) {
            if (!revision.provenance().key().isEmpty()) {
                numbers.put(mine(revision.provenance().key()), revision.number());
            }
        }
        boolean unused = numbers.values().removeIf(number -> number <= current.number() - REMEMBERED);
        seen = current.number();
        last = current.provenance();
    }

    private static String mine(String key) {
        int colon = key.indexOf(':');
        return colon < 0 ? key : key.substring(0, colon);
    }
}
