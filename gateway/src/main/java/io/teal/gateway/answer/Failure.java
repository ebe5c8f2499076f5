package io.teal.gateway.answer;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * An error that a piece of JSON tells of, an event of a stream or the body of an answer with a good status.
 *
 * @param outcome what it makes of the answer
 * @param error what it says; empty when nothing
 */
record Failure(Outcome outcome, String error) {
    private static final String RESOURCE = "请求的资源";
    private static final String MISSING = "不存在";

    /** The status of an agent's error on the main line of 2025. */
    private static final int AGENT_ERROR = -1;
    /** The status of an agent's error in the images of 2024; on the main line a tool's success. */
    private static final int OLD_AGENT_ERROR = 8;

    /**
     * The error a piece of JSON tells of; null when it tells of none.
     *
     * <p>A key {@code error} is one whatever its value, as Chatchat sends it empty at times; only null beside choices is none,
     * as some model servers say so that all is well. The business codes of Chatchat are statuses of HTTP, 404 and 403 being the
     * client's fault. FastChat's {@code error_code} and {@code object: error} are errors in both dialects, as Chatchat passes
     * them on. An agent's status 8 changed its meaning between 2024 and 2025; the events of 2025 name their class.
     *
     * @param found what was found in these bytes
     * @param otherwise the outcome of an error that is the server's fault
     * @param length with the mark of {@link CutJson}
     */
    static @Nullable Failure in(
            Findings found, Dialect dialect, Outcome otherwise, byte[] bytes, int from, int length) {
        if (found.kind() != Findings.Kind.OBJECT) {
            return null;
        }
        int most = JsonText.MOST_ERROR;
        if (found.error()) {
            return ofError(JsonText.under("error", bytes, from, length, most), otherwise);
        }
        if (found.errorObject()) {
            return new Failure(otherwise, JsonText.under("message", bytes, from, length, most));
        }
        if (found.errorCode() != 0) {
            String text = JsonText.under("text", bytes, from, length, most);
            return new Failure(otherwise, text.isEmpty() ? JsonText.under("message", bytes, from, length, most) : text);
        }
        if (dialect != Dialect.CHATCHAT) {
            return null;
        }
        if (found.code() != 0 && found.code() != 200) {
            boolean client = found.code() == 404 || found.code() == 403;
            return new Failure(
                    client ? Outcome.CLIENT_ERROR : otherwise, JsonText.under("msg", bytes, from, length, most));
        }
        if (found.status() == AGENT_ERROR || (found.status() == OLD_AGENT_ERROR && !found.className())) {
            return ofError(JsonText.named("content", "choices", bytes, from, length, most), otherwise);
        }
        return null;
    }

    /**
     * A temporary knowledge base lives in the memory of one instance, and asking another for it is not the fault of that
     * one: the only sign is the text.
     */
    private static Failure ofError(String text, Outcome otherwise) {
        int resource = text.indexOf(RESOURCE);
        boolean missing = resource >= 0 && text.indexOf(MISSING, resource) >= 0;
        return new Failure(missing ? Outcome.CLIENT_ERROR : otherwise, text);
    }
}
