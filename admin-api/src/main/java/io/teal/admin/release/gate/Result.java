package io.teal.admin.release.gate;

import java.util.List;

/**
 * What came of one question.
 *
 * @param name the question's
 * @param asked what was asked
 * @param verdict of all its repeats together
 * @param reasons why, in sentences; empty when it passed
 * @param attempts in their order; fewer than its repeats when the run was stopped
 */
public record Result(String name, String asked, Verdict verdict, List<String> reasons, List<Attempt> attempts) {
    public Result {
        reasons = List.copyOf(reasons);
        attempts = List.copyOf(attempts);
    }

    /** The same as it is shown and kept, with no more of each text than this. */
    Result shown(int most) {
        return new Result(
                name,
                Excerpt.line(asked, 300),
                verdict,
                Excerpt.sentences(reasons),
                attempts.stream().map(attempt -> attempt.shown(most)).toList());
    }
}
