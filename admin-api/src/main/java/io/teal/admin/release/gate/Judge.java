package io.teal.admin.release.gate;

import com.google.re2j.Pattern;
import io.teal.admin.release.gate.question.Measure;
import io.teal.admin.release.gate.question.Question;
import io.teal.admin.release.gate.question.Reference;
import io.teal.gateway.outcome.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges the replies to one question. Pure; takes up to a second for the longest answers and the largest expressions, too long
 * for an event loop.
 */
final class Judge {
    private static final int QUOTED = 60;

    private final Question question;

    Judge(Question question) {
        this.question = question;
    }

    /**
     * Judges one asking.
     *
     * @param other the reply of the other colour; null when it was not asked
     * @param cached what the cache has; null for nothing
     */
    Attempt attempt(Reply reply, @Nullable Reply other, @Nullable String cached) {
        if (!reply.telling()) {
            return new Attempt(Verdict.INCONCLUSIVE, List.of(unheard(reply)), reply, other, Map.of());
        }
        if (!reply.good()) {
            return new Attempt(Verdict.FAIL, List.of(failure(reply)), reply, other, Map.of());
        }
        List<String> wrong = new ArrayList<>();
        words(reply.text(), wrong);
        documents(reply, wrong);
        length(reply, wrong);
        firstToken(reply, wrong);
        List<String> references = references(other, cached);
        Map<Measure, Double> scores = new EnumMap<>(Measure.class);
        if (!references.isEmpty()) {
            for (Measure measure : Measure.values()) {
                scores.put(measure, measure.of(reply.text(), references));
            }
            scores(scores, wrong);
        }
        if (!wrong.isEmpty()) {
            return new Attempt(Verdict.FAIL, wrong, reply, other, scores);
        }
        if (references.isEmpty() && question.reference() != null) {
            return new Attempt(Verdict.INCONCLUSIVE, List.of(missing(other)), reply, other, scores);
        }
        return new Attempt(Verdict.PASS, List.of(), reply, other, scores);
    }

    /** Judges the question by its attempts; those of its repeats that are not there were not made. */
    Result result(List<Attempt> attempts) {
        int passed = count(attempts, Verdict.PASS);
        int open = count(attempts, Verdict.INCONCLUSIVE) + question.repeat() - attempts.size();
        Verdict verdict = passed >= question.pass()
                ? Verdict.PASS
                : passed + open < question.pass() ? Verdict.FAIL : Verdict.INCONCLUSIVE;
        return new Result(question.name(), question.asked(), verdict, reasons(verdict, passed, attempts), attempts);
    }

    private List<String> reasons(Verdict verdict, int passed, List<Attempt> attempts) {
        if (verdict == Verdict.PASS) {
            return List.of();
        }
        List<String> reasons = new ArrayList<>();
        if (question.repeat() > 1) {
            reasons.add("It passed " + times(passed) + " of " + question.repeat() + ", and must "
                    + times(question.pass()) + ".");
        }
        if (attempts.size() < question.repeat()) {
            reasons.add(
                    attempts.isEmpty()
                            ? "It was not asked: the run was stopped before."
                            : "It was asked " + times(attempts.size()) + " only: the run was stopped.");
        }
        for (Attempt attempt : attempts) {
            if (attempt.verdict() == verdict || attempt.verdict() == Verdict.FAIL) {
                attempt.reasons().stream()
                        .filter(reason -> !reasons.contains(reason))
                        .forEach(reasons::add);
            }
        }
        return reasons;
    }

    private void words(String text, List<String> wrong) {
        for (Pattern expression : question.must()) {
            if (!expression.matcher(text).find()) {
                wrong.add("The answer does not contain what it must: " + expression.pattern());
            }
        }
        for (Pattern expression : question.mustNot()) {
            var matcher = expression.matcher(text);
            if (matcher.find()) {
                wrong.add("The answer contains what it must not: " + expression.pattern() + " (“"
                        + Excerpt.line(matcher.group(), QUOTED) + "”)");
            }
        }
    }

    private void documents(Reply reply, List<String> wrong) {
        Question.Documents documents = question.documents();
        if (documents.some() && (reply.documents().isEmpty() || reply.outcome() == Outcome.NO_DOCUMENTS)) {
            wrong.add("The answer refers to no document: nothing was found in the knowledge base, or it could not be"
                    + " searched.");
            return;
        }
        for (String name : documents.names()) {
            if (!reply.documents().contains(name)) {
                wrong.add("The answer does not refer to " + name + ", but to "
                        + Excerpt.line(String.join(", ", reply.documents()), 3 * QUOTED) + ".");
            }
        }
    }

    private void length(Reply reply, List<String> wrong) {
        String text = reply.text().strip();
        int characters = text.codePointCount(0, text.length());
        Question.Length length = question.length();
        if (characters < length.atLeast()) {
            wrong.add("The answer has " + characters + " characters, and must have " + length.atLeast() + ".");
        }
        if (characters > length.atMost() || (reply.cut() && length.atMost() != Question.Length.ANY)) {
            wrong.add("The answer has " + (reply.cut() ? "more than " : "") + characters + " characters, and may have "
                    + length.atMost() + ".");
        }
    }

    private void firstToken(Reply reply, List<String> wrong) {
        Duration limit = question.firstToken();
        // An answer in one piece has no first token; the whole of it is there then.
        long nanos = reply.firstTokenNanos() < 0 ? reply.totalNanos() : reply.firstTokenNanos();
        if (limit != null && nanos > limit.toNanos()) {
            wrong.add("The first token came after " + Times.of(nanos) + ", and must be there after "
                    + Times.of(limit.toNanos()) + ".");
        }
    }

    private void scores(Map<Measure, Double> scores, List<String> wrong) {
        question.least().forEach((measure, least) -> {
            double score = scores.getOrDefault(measure, 0.0);
            if (score < least) {
                wrong.add(String.format(
                        Locale.ROOT,
                        "The answer scores %.3f by %s against %s, and must score %.3f.",
                        score,
                        measure.word(),
                        reference(),
                        least));
            }
        });
    }

    private List<String> references(@Nullable Reply other, @Nullable String cached) {
        return switch (question.reference()) {
            case null -> List.of();
            case Reference.Written written -> written.answers();
            case Reference.Other ignored -> other != null && other.good() ? List.of(other.text()) : List.of();
            case Reference.Cached ignored -> cached == null ? List.of() : List.of(cached);
        };
    }

    private String reference() {
        return switch (question.reference()) {
            case null -> "nothing";
            case Reference.Written ignored -> "the reference";
            case Reference.Other ignored -> "the other colour";
            case Reference.Cached ignored -> "the answer in the cache";
        };
    }

    private String missing(@Nullable Reply other) {
        if (question.reference() instanceof Reference.Other) {
            return other == null
                    ? "There is nothing to compare the answer with: there is no other colour."
                    : "There is nothing to compare the answer with: the other colour gave none. " + told(other);
        }
        return "There is nothing to compare the answer with: the cache has no answer to this question. Ask it of the colour that"
                + " serves, in these words and without credentials, or write an answer into the file.";
    }

    private static String unheard(Reply reply) {
        return "The question did not reach a server that took it, so that nothing was learned. " + told(reply);
    }

    private static String failure(Reply reply) {
        return "There was no good answer. " + told(reply);
    }

    private static String told(Reply reply) {
        StringBuilder words =
                new StringBuilder("The outcome is ").append(reply.outcome().word());
        if (!reply.outcome().tag().equals(reply.outcome().word())) {
            words.append(" (").append(reply.outcome().tag()).append(')');
        }
        if (!reply.server().isEmpty()) {
            words.append(", from ").append(reply.server());
        }
        String message = Excerpt.line(reply.message(), 3 * QUOTED);
        return message.isEmpty() ? words.append('.').toString() : words + ": " + message;
    }

    private static String times(int count) {
        return count == 1 ? "once" : count == 2 ? "twice" : count + " times";
    }

    private static int count(List<Attempt> attempts, Verdict verdict) {
        return (int) attempts.stream()
                .filter(attempt -> attempt.verdict() == verdict)
                .count();
    }
}
