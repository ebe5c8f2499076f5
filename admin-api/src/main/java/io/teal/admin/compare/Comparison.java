package io.teal.admin.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The colours of a service beside one of them. Each finding is sure to 95 % by itself: of twenty that are looked at, one may be
 * chance.
 *
 * @param base the colour that the others are compared with
 * @param sides all colours, in the order of the routing
 * @param findings about each other colour and figure of which both have something
 */
public record Comparison(String base, List<Side> sides, List<Finding> findings) {
    public Comparison {
        sides = List.copyOf(sides);
        findings = List.copyOf(findings);
    }

    /** Compares. The base is one of the sides. */
    public static Comparison of(String base, List<Side> sides) {
        Side beside = sides.stream()
                .filter(side -> side.upstream().equals(base))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no side " + base));
        List<Finding> findings = new ArrayList<>();
        for (Side side : sides) {
            for (Figure figure : Figure.values()) {
                boolean told = figure == Figure.FAILURES || (figure.count(side) > 0 && figure.count(beside) > 0);
                if (!side.upstream().equals(base) && told) {
                    findings.add(Finding.of(figure, side, beside));
                }
            }
        }
        return new Comparison(base, sides, findings);
    }

    /** All in a sentence, and one more for each colour that was asked in the shadow. */
    public String summary() {
        List<String> sentences = new ArrayList<>();
        sentences.add(ofRequests());
        sides.stream()
                .map(side -> side.shadow().summary(side.upstream()))
                .filter(sentence -> !sentence.isEmpty())
                .forEach(sentences::add);
        return String.join("; ", sentences);
    }

    private String ofRequests() {
        if (findings.isEmpty()) {
            return "there is nothing to compare " + base + " with";
        }
        List<String> sure = findings.stream()
                .filter(one -> one.verdict() == Finding.Verdict.WORSE || one.verdict() == Finding.Verdict.BETTER)
                .map(Finding::text)
                .toList();
        if (!sure.isEmpty()) {
            return String.join("; ", sure);
        }
        // What matters most, and what comes first.
        return findings.stream()
                .filter(one -> one.figure() == Figure.FAILURES)
                .map(one -> findings.size() == 1 || one.verdict() == Finding.Verdict.OPEN ? one.text() : same(one))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private String same(Finding failures) {
        boolean open = findings.stream()
                .anyMatch(one -> one.upstream().equals(failures.upstream()) && one.verdict() == Finding.Verdict.OPEN);
        return failures.upstream() + " does not fail more often than " + base
                + (open ? "; of the rest not all can be told yet" : ", and nothing else is worse");
    }
}
