package io.teal.admin.release.gate;

import io.teal.admin.release.gate.question.Question;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answers that are kept already. */
@FunctionalInterface
public interface References {
    /** The answer that is kept for a question; null for none. Must not block. */
    CompletionStage<@Nullable String> cached(Question question);
}
