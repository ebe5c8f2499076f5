package io.teal.gateway.question;

import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Policies.Cache.Questions;

/**
 * Reads what a request asks for. Never fails: what cannot be read is not kept. Immutable, for all threads; a question of some
 * hundred bytes takes a few microseconds.
 */
public final class QuestionReader {
    private final Policies.Dialect dialect;
    private final Policies.Cache policy;

    public QuestionReader(Policies.Dialect dialect, Policies.Cache policy) {
        this.dialect = dialect;
        this.policy = policy;
    }

    /**
     * What a POST asks for.
     *
     * @param path the target without its query, as the server sees it; only its end counts, whatever stands before it
     * @param body all of it
     */
    public Meaning read(String path, byte[] body) {
        try {
            return switch (Endpoint.of(dialect, path)) {
                case Endpoint.None(Reason reason) -> reason.bypass();
                case Endpoint.KbChat unused -> ChatchatQuestion.kbChat(body, policy);
                case Endpoint.OfBase(String base) -> ChatchatQuestion.ofBase(base, body, policy);
                case Endpoint.OldKbChat unused -> ChatchatQuestion.oldKbChat(body, policy);
                case Endpoint.OldChat unused -> modelAlone() ? ChatchatQuestion.oldChat(body, policy) : unasked();
                case Endpoint.Completions(Shape shape, String unusual) ->
                    shape == Shape.MODEL_SERVER || modelAlone()
                            ? ModelQuestion.read(shape, unusual, body, policy)
                            : unasked();
            };
        } catch (Reason.Unkept e) {
            return e.reason().bypass();
        }
    }

    private boolean modelAlone() {
        return policy.questions() == Questions.ALL;
    }

    private static Meaning unasked() {
        return Reason.MODEL_QUESTION.bypass();
    }
}
