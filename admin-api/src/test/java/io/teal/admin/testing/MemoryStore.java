package io.teal.admin.testing;

import io.teal.admin.store.RevisionStore;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import java.util.ArrayList;
import java.util.List;

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
    public List<Revision> stored() {
        return List.copyOf(content);
    }

    @Override
    public void append(Revision revision) throws StoreException {
        if (full) {
            throw new StoreException("full");
        }
        content.add(revision);
    }

    @Override
    public void retract() {
        Revision unused = content.removeLast();
    }

    @Override
    public void close() {}
}
