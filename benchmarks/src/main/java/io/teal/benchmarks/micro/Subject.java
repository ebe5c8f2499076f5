package io.teal.benchmarks.micro;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is measured, a class of benchmarks each. */
enum Subject {
    /** Finding the route of a request. */
    ROUTES(Routes.class),
    /** Hashing what stands for a client. */
    HASHES(Hashes.class),
    /** Choosing the upstream of a request. */
    COLOURS(Colours.class),
    /** Taking a place at a server and giving it back. */
    SERVERS(Servers.class),
    /** Making the key of a cached answer. */
    KEYS(Keys.class),
    /** Reading a streamed answer. */
    EVENTS(Events.class);

    private final Class<?> benchmarks;

    Subject(Class<?> benchmarks) {
        this.benchmarks = benchmarks;
    }

    /** The name in tables and options. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The expression that chooses its benchmarks. */
    String expression() {
        return "^" + benchmarks.getName().replace(".", "\\.") + "\\.";
    }

    /** Those with these titles, in their own order; all when none is given. Throws {@link IllegalArgumentException}. */
    static List<Subject> named(List<String> titles) {
        List<Subject> all = List.of(values());
        for (String title : titles) {
            if (all.stream().noneMatch(subject -> subject.title().equals(title))) {
                throw new IllegalArgumentException("there is no " + title + "; there are "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(Subject::title).toList()));
            }
        }
        return titles.isEmpty()
                ? all
                : all.stream()
                        .filter(subject -> titles.contains(subject.title()))
                        .toList();
    }
}
