package io.teal.benchmarks.contest;

import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.Cores;
import java.util.ArrayList;
import java.util.List;

/** All that take part with one setup, running. */
public final class Field implements AutoCloseable {
    private final Setup setup;
    private final List<Contestant> contestants;

    private Field(Setup setup, List<Contestant> contestants) {
        this.setup = setup;
        this.contestants = List.copyOf(contestants);
    }

    /** Starts them one after the other and returns when all listen. */
    public static Field start(Setup setup, Programs programs, Cores cores) throws ProxyFailure, InterruptedException {
        List<Contestant> started = new ArrayList<>();
        try {
            for (Kind kind : Kind.values()) {
                if (setup.kinds().contains(kind)) {
                    Contestant contestant = Contestant.start(kind, setup, programs, cores);
                    started.add(contestant);
                    contestant.await();
                }
            }
            return new Field(setup, started);
        } catch (ProxyFailure | RuntimeException | InterruptedException e) {
            started.forEach(Contestant::close);
            throw e;
        }
    }

    public Setup setup() {
        return setup;
    }

    /** In the order in which they take turns. */
    public List<Contestant> contestants() {
        return contestants;
    }

    /** One of them. */
    public Contestant get(Kind kind) {
        return contestants.stream()
                .filter(one -> one.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(kind + " does not take part"));
    }

    @Override
    public void close() {
        contestants.forEach(Contestant::close);
    }
}
