package io.teal.admin.release.gate;

import io.teal.admin.release.gate.question.Question;
import java.util.concurrent.CompletionStage;

/** Asks a colour a question, by the way of all requests and never from a cache. */
@FunctionalInterface
public interface Asker {
    /**
     * Asks once; must not block. What fails is told by the outcome of the reply; a stage that fails is a fault on this side.
     *
     * @param upstream the colour
     */
    CompletionStage<Reply> ask(String upstream, Question question);
}
