package io.teal.gateway.question;

import io.teal.gateway.routing.Policies.Dialect;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says of an answer, as {@code POST /chat/feedback} of Chatchat has it.
 *
 * @param message the name of the answer
 * @param score up to 100, the more the better
 */
public record Feedback(String message, int score) {
    private static final Set<String> ASKED = Set.of("message_id", "score");
    private static final Set<String> ANSWERED = Set.of("code");
    private static final long TAKEN = 200;

    /**
     * Whether a request gives it.
     *
     * @param path the target without its query, as the server sees it; only its end counts
     */
    public static boolean isGiven(Dialect dialect, String method, String path) {
        return dialect == Dialect.CHATCHAT
                && method.equals("POST")
                && Endpoint.withoutSlashes(path).endsWith("/chat/feedback");
    }

    /** Reads a request's body; null when there is none in it. */
    public static @Nullable Feedback read(byte[] body) {
        try {
            var fields = Json.body(body, ASKED);
            return fields.get("message_id") instanceof Json.Text(String message)
                            && fields.get("score") instanceof Json.Whole(long score)
                            && score >= Integer.MIN_VALUE
                            && score <= Integer.MAX_VALUE
                    ? new Feedback(message, (int) score)
                    : null;
        } catch (Reason.Unkept none) {
            return null;
        }
    }

    /** Whether an answer says that it was taken: Chatchat says of a message that it does not know with a code that it does not. */
    public static boolean taken(byte[] answer) {
        try {
            return Json.body(answer, ANSWERED).get("code") instanceof Json.Whole(long code) && code == TAKEN;
        } catch (Reason.Unkept none) {
            return false;
        }
    }
}
