package io.teal.admin.release.gate;

import io.teal.admin.release.gate.question.Measure;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.outcome.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ReportTree} made. */
final class ReportReader {
    private static final String TEXT = "a text";
    private static final double MILLI = 1e6;
    private static final int LONGEST = Integer.MAX_VALUE;
    private static final Map<String, Outcome> OUTCOMES = outcomes();

    private ReportReader() {}

    private static Map<String, Outcome> outcomes() {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome.tag(), outcome);
        }
        return outcomes;
    }

    static GateReport read(Value value) {
        Section section = value.section(
                "service", "upstream", "other", "at", "took_ms", "verdict", "summary", "counts", "checks", "questions");
        Value other = section.value("other");
        return new GateReport(
                text(section, "service"),
                text(section, "upstream"),
                other == null ? null : other.text(TEXT),
                section.get("at", Instant.EPOCH, ReportReader::instant),
                Duration.ofMillis(section.get("took_ms", 0, v -> v.whole(0, LONGEST))),
                verdict(section),
                list(section, "checks", ReportReader::check),
                list(section, "questions", ReportReader::result));
    }

    private static Check check(Value value) {
        Section section = value.section("name", "verdict", "sentence");
        return new Check(text(section, "name"), verdict(section), text(section, "sentence"));
    }

    private static Result result(Value value) {
        Section section = value.section("name", "asked", "verdict", "reasons", "attempts");
        return new Result(
                text(section, "name"),
                text(section, "asked"),
                verdict(section),
                texts(section, "reasons"),
                list(section, "attempts", ReportReader::attempt));
    }

    private static Attempt attempt(Value value) {
        Section section = value.section("verdict", "reasons", "reply", "other", "scores");
        Value reply = section.required("reply", "what came back");
        return new Attempt(
                verdict(section),
                texts(section, "reasons"),
                reply == null ? Reply.fault("") : reply(reply),
                section.find("other", ReportReader::reply),
                section.get("scores", Map.of(), ReportReader::scores));
    }

    private static Reply reply(Value value) {
        Section section = value.section(
                "outcome", "status", "text", "cut", "documents", "first_token_ms", "total_ms", "server", "message");
        Value outcome = section.required("outcome", "how it ended");
        Outcome known = outcome == null ? null : outcome.choice(OUTCOMES);
        return new Reply(
                known == null ? Outcome.INTERNAL : known,
                section.get("status", 0, v -> v.whole(0, 999)),
                text(section, "text"),
                section.get("cut", false, Value::flag),
                texts(section, "documents"),
                section.has("first_token_ms") ? nanos(section, "first_token_ms") : -1,
                nanos(section, "total_ms"),
                text(section, "server"),
                text(section, "message"));
    }

    private static Map<Measure, Double> scores(Value value) {
        Section section = value.section(Measure.byWord().keySet().toArray(String[]::new));
        Map<Measure, Double> scores = new EnumMap<>(Measure.class);
        Measure.byWord().forEach((word, measure) -> {
            Double score = section.find(word, v -> v.decimal(0, 1));
            if (score != null) {
                scores.put(measure, score);
            }
        });
        return scores;
    }

    private static Verdict verdict(Section section) {
        Value value = section.required("verdict", "pass, fail or inconclusive");
        Verdict verdict = value == null ? null : value.choice(Verdict.byWord());
        return verdict == null ? Verdict.INCONCLUSIVE : verdict;
    }

    private static String text(Section section, String key) {
        Value value = section.required(key, TEXT);
        String text = value == null ? null : value.text(TEXT);
        return text == null ? "" : text;
    }

    private static List<String> texts(Section section, String key) {
        return section.has(key) ? list(section, key, v -> v.text(TEXT)) : List.of();
    }

    private static long nanos(Section section, String key) {
        return Math.round(section.get(key, 0.0, v -> v.decimal(0, LONGEST)) * MILLI);
    }

    private static @Nullable Instant instant(Value value) {
        String expected = "a time such as 2026-11-26T08:15:00Z";
        String text = value.text(expected);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            value.wrong(expected);
            return null;
        }
    }

    private static <T> List<T> list(Section section, String key, Section.Reading<T> reading) {
        List<T> list = new ArrayList<>();
        Value value = section.required(key, "a list");
        for (Value item : value == null ? List.<Value>of() : value.items("a list")) {
            T read = reading.read(item);
            if (read != null) {
                list.add(read);
            }
        }
        return list;
    }
}
