package io.teal.admin.release.gate.question;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a file of questions. */
final class QuestionSetReader {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int AT_A_TIME = 2;
    private static final double PER_SECOND = 2;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final String LIST =
            "a list of questions such as [{name: leave, ask: \"…\", knowledge_base: hr_faq}]";

    private QuestionSetReader() {}

    static QuestionSet read(Value value) {
        Section section = value.section("questions", "at_a_time", "per_second", "timeout", "compare");
        Duration timeout = section.get("timeout", TIMEOUT, v -> v.duration(TICK, LONGEST));
        Value list = section.required("questions", LIST);
        return new QuestionSet(
                list == null ? List.of() : questions(list, timeout),
                section.get("at_a_time", AT_A_TIME, v -> v.whole(1, 100)),
                section.get("per_second", PER_SECOND, QuestionSetReader::rate),
                section.get("compare", false, Value::flag));
    }

    private static Double rate(Value value) {
        Double rate = value.decimal(0, 100);
        if (rate != null && rate < 0.01) {
            value.wrong("0.01 to 100 questions in a second");
        }
        return rate == null ? PER_SECOND : rate;
    }

    private static List<Question> questions(Value list, Duration timeout) {
        List<Value> items = list.someItems(LIST);
        if (items.size() > QuestionSet.MOST) {
            list.wrong("a list of " + items.size(), "at most " + QuestionSet.MOST + " questions");
            return List.of();
        }
        List<Question> questions = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        for (Value item : items) {
            Question question = QuestionReader.read(item, timeout, lines);
            if (question != null) {
                questions.add(question);
            }
        }
        int asked = questions.stream().mapToInt(Question::repeat).sum();
        if (asked > QuestionSet.MOST) {
            list.wrong(asked + " with their repeats", "at most " + QuestionSet.MOST + ", each repeat counted");
        }
        return questions;
    }
}
