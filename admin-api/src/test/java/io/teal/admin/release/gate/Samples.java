package io.teal.admin.release.gate;

import io.teal.admin.release.gate.question.Question;
import io.teal.admin.release.gate.question.QuestionSet;
import io.teal.gateway.config.ConfigException;
import io.teal.gateway.outcome.Outcome;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Questions and replies for the tests. */
public final class Samples {
    private Samples() {}

    /** A question that is asked by its own path, with further keys. */
    public static Question question(String keys) {
        return questions("questions:\n  - {name: q, path: /x, body: {}" + (keys.isEmpty() ? "" : ", " + keys) + "}\n")
                .questions()
                .getFirst();
    }

    /** The questions of a text. */
    public static QuestionSet questions(String yaml) {
        try {
            return QuestionSet.parse("chat.yaml", yaml);
        } catch (ConfigException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** A good answer. */
    public static Reply said(String text) {
        return new Reply(
                Outcome.OK,
                200,
                text,
                false,
                List.of("leave.md", "faq.md"),
                millis(400),
                millis(2_000),
                "127.0.0.1:8011",
                "");
    }

    /** A good answer that began so late. */
    public static Reply late(int millis) {
        return new Reply(Outcome.OK, 200, "好", false, List.of(), millis(millis), millis(millis), "127.0.0.1:8011", "");
    }

    /** What ended otherwise. */
    public static Reply ended(Outcome outcome, String message) {
        return new Reply(outcome, outcome.status(), "", false, List.of(), -1, millis(100), "127.0.0.1:8011", message);
    }

    static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
