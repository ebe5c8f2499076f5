package io.teal.launcher;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.config.RoutingText;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Routing;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of outcomes and of the keys of a cache in docs/answers.md and docs/cache.md say what the code does. */
class AnswersGuideTest {
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (.*) \\| ([\\d, ]+) \\| (.*) \\| (.*) ?\\|");
    private static final Pattern KEY = Pattern.compile("\\| `(\\w+)` \\| (\\S+) \\| .*\\|");
    private static final Pattern BLAME = Pattern.compile("nobody|client|server|gateway");

    /** Outcome, when, status, whose fault, asked again. */
    private static List<Matcher> rows() throws Exception {
        return Files.readAllLines(TealProcess.tree().resolve("docs/answers.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .toList();
    }

    @Test
    void everyOutcomeIsInItWithItsStatuses() throws Exception {
        Map<String, TreeSet<String>> told = new TreeMap<>();
        for (Matcher row : rows()) {
            told.put(row.group(1), new TreeSet<>(List.of(row.group(3).strip().split(", "))));
        }

        assertThat(told)
                .isEqualTo(Arrays.stream(Outcome.values())
                        .collect(groupingBy(
                                Outcome::word,
                                TreeMap::new,
                                mapping(one -> Integer.toString(one.status()), toCollection(TreeSet::new)))));
    }

    @Test
    void everyOutcomeIsInItWithThoseWhoseFaultItIs() throws Exception {
        Map<String, TreeSet<String>> told = new TreeMap<>();
        for (Matcher row : rows()) {
            TreeSet<String> blamed = new TreeSet<>();
            // A server that is busy is named there, but not blamed.
            BLAME.matcher(row.group(4).replace("when a server is busy", ""))
                    .results()
                    .forEach(found -> blamed.add(found.group()));
            told.put(row.group(1), blamed);
        }

        assertThat(told)
                .isEqualTo(Arrays.stream(Outcome.values())
                        .collect(groupingBy(
                                Outcome::word,
                                TreeMap::new,
                                mapping(
                                        one -> one.blame().name().toLowerCase(Locale.ROOT),
                                        toCollection(TreeSet::new)))));
    }

    @Test
    void whatIsNeverAskedAgainHasAnEmptyLastColumn() throws Exception {
        Map<String, Boolean> told = new TreeMap<>();
        for (Matcher row : rows()) {
            told.put(row.group(1), !row.group(5).isBlank());
        }

        for (Outcome outcome : Outcome.values()) {
            if (outcome.repeat() != Outcome.Repeat.NEVER) {
                assertThat(told.get(outcome.word())).as(outcome.tag()).isTrue();
            }
        }
        assertThat(told.values()).contains(false);
        told.forEach((word, again) -> assertThat(Arrays.stream(Outcome.values())
                        .anyMatch(one -> one.word().equals(word) && one.repeat() != Outcome.Repeat.NEVER))
                .as(word)
                .isEqualTo(again));
    }

    @Test
    void everyKeyOfACacheIsInItWithItsDefault() throws Exception {
        String text = Files.readString(TealProcess.tree().resolve("docs/cache.md"));
        String table = text.substring(text.indexOf("| key of `cache` |"));
        StringJoiner keys = new StringJoiner(", ", "{", "}");
        List<Matcher> rows = table.substring(0, table.indexOf("\n\n"))
                .lines()
                .map(KEY::matcher)
                .filter(Matcher::matches)
                .toList();
        rows.forEach(row -> keys.add(row.group(1) + ": " + row.group(2)));

        Routing routing = RoutingText.parse("cache.md", """
                services: {chat: {upstreams: {blue: {servers: [127.0.0.1:8001]}}}}
                routes: [{name: chat, service: chat, answers: chatchat, cache: %s}]
                """.formatted(keys)).routing();

        assertThat(rows).hasSize(Policies.Cache.class.getRecordComponents().length);
        assertThat(((Action.Forward) routing.routes().getFirst().action())
                        .policies()
                        .cache())
                .isEqualTo(Policies.Cache.DEFAULT);
    }
}
