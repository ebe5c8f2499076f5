package io.teal.admin.testing;

import io.teal.admin.store.RevisionStore;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that forgets, and fails when it is told to. */
public final class MemoryStore implements RevisionStore {
    private final List<Revision> content = new ArrayList<>();
    private boolean full;

    /** From now on appends fail. */
    public void fill() {
        full = true;
    }

    public List<Revision> content() {
        return content;
    }

    @Override
    public long first() {
        return content.isEmpty() ? 0 : content.getFirst().number();
    }

    @Override
    public @Nullable Revision last() {
        return content.isEmpty() ? null : content.getLast();
    }

    @Override
    public @Nullable Revision find(long number) {
        return content.stream()
                .filter(revision -> revision.number() == number)
                .findAny()
                .orElse(null);
    }

    @Override
    public List<Revision> page(long before, int limit) {
        return content.reversed().stream()
                .filter(revision -> revision.number() < before)
                .limit(limit)
                .toList();
    }

    @Override
    public void append(Revision revision) throws StoreException {
        if (full) {
            throw new StoreException("full");
        }
        content.add(revision);
    }

    @Override
    public void cutBack(long number) {
        content.removeIf(revision -> revision.number() > number);
    }

    @Override
    public void close() {}
}
