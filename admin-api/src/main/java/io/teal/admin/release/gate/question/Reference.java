package io.teal.admin.release.gate.question;

import java.util.List;

/** What an answer is compared with. */
public sealed interface Reference {

    /**
     * Answers that somebody has written down.
     *
     * @param answers at least one
     */
    record Written(List<String> answers) implements Reference {
        public Written {
            answers = List.copyOf(answers);
        }
    }

    /** What the other colour answers at the same time. */
    record Other() implements Reference {}

    /** What is kept in the cache as the answer to the question. */
    record Cached() implements Reference {}
}
