package io.teal.admin.http;

import io.teal.admin.revision.Author;
import io.teal.admin.security.Caller;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that passed all checks, taken off its event loop.
 *
 * @param caller who sent it
 * @param method of it
 * @param target path and query as they were sent
 * @param parameters of its path, decoded
 * @param query its query parameters
 * @param headers its fields
 * @param type media type of its body without parameters, empty when it has none
 * @param body its whole body
 */
public record Call(
        Caller caller,
        String method,
        String target,
        Map<String, String> parameters,
        MultiMap query,
        MultiMap headers,
        String type,
        Buffer body) {
    private static final int LONGEST_REASON = 1000;

    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** The body as text. */
    public String text() throws Problem {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.getBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.of(ProblemKind.MALFORMED_BODY, "the body is not UTF-8");
        }
    }

    /** All values of {@code If-Match}, which is a list. */
    public @Nullable String ifMatch() {
        return headers.contains("If-Match") ? String.join(", ", headers.getAll("If-Match")) : null;
    }

    public Author author(@Nullable String reason) throws Problem {
        String words = reason == null ? "" : reason;
        if (words.length() > LONGEST_REASON) {
            throw Problem.of(
                    ProblemKind.INVALID,
                    "reason: found %d characters, expected %d at most",
                    words.length(),
                    LONGEST_REASON);
        }
        return new Author(caller.name(), words);
    }
}
