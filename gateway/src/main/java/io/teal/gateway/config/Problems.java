package io.teal.gateway.config;

import io.teal.gateway.config.text.Complaints;
import io.teal.gateway.config.text.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one or more texts. */
final class Problems implements Complaints {
    /** Enough for a person to read; the rest of a file that is wrong from end to end is only counted. */
    private static final int MOST = 1_000;

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private int uncounted;

    @Override
    public void error(Place place, String found, String expected) {
        add(errors, place, found, expected, Problem.Severity.ERROR);
    }

    @Override
    public void warning(Place place, String found, String note) {
        add(warnings, place, found, note, Problem.Severity.WARNING);
    }

    private void add(List<Problem> list, Place place, String found, String expected, Problem.Severity severity) {
        if (list.size() == MOST) {
            uncounted++;
            return;
        }
        list.add(new Problem(place.file(), place.path(), place.line(), place.column(), found, expected, severity));
    }

    /** The warnings in the order of the text; throws when there is an error. */
    List<Problem> warningsUnlessErrors() throws ConfigException {
        if (!errors.isEmpty()) {
            List<Problem> all = inOrder(errors);
            if (uncounted > 0) {
                Problem last = all.getLast();
                all.add(new Problem(
                        last.file(), "", 0, 0, uncounted + " further problems", "none", Problem.Severity.ERROR));
            }
            throw new ConfigException(all);
        }
        return List.copyOf(inOrder(warnings));
    }

    boolean anyError() {
        return !errors.isEmpty();
    }

    private static List<Problem> inOrder(List<Problem> problems) {
        List<String> files = problems.stream().map(Problem::file).distinct().toList();
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparingInt((Problem problem) -> files.indexOf(problem.file()))
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column));
        return sorted;
    }
}
