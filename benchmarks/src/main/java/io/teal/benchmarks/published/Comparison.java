package io.teal.benchmarks.published;

import io.teal.benchmarks.load.Measured;
import io.teal.benchmarks.load.Users;
import io.teal.benchmarks.proxy.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks row by row, first through nginx and then through Teal, the same users with the same thinking times. */
final class Comparison {
    private static final long SEED = 20;

    private final TimeScale scale;
    private final Consumer<String> progress;

    /** @param progress takes a line about each thing that is done */
    Comparison(TimeScale scale, Consumer<String> progress) {
        this.scale = scale;
        this.progress = progress;
    }

    /** All rows of the published test. */
    List<Row> run(Proxy nginx, Proxy teal) throws InterruptedException {
        Users.warm(nginx.port());
        Users.warm(teal.port());
        List<Row> rows = new ArrayList<>();
        for (PublishedRow row : PublishedRow.ALL) {
            rows.add(new Row(row, measure(row, nginx), measure(row, teal)));
        }
        return List.copyOf(rows);
    }

    private Measured measure(PublishedRow row, Proxy proxy) throws InterruptedException {
        progress.accept(row.users() + " users through " + proxy.name());
        return Users.ask(scale.crowd(row), proxy.port(), SEED + row.users()).slowed(1 / scale.factor());
    }
}
