package io.teal.admin.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.FormatMethod;
import io.teal.admin.revision.WriteRefused;
import io.teal.admin.security.Authentication;
import io.teal.admin.store.StoreException;
import io.teal.gateway.config.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An answer that is an error, on its way to the caller as {@code application/problem+json} (RFC 9457). Has no stack. */
public final class Problem extends Exception {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

    private final ProblemKind kind;
    private final transient List<io.teal.gateway.config.Problem> configuration;
    private final transient Map<String, String> headers;

    private Problem(
            ProblemKind kind,
            String detail,
            List<io.teal.gateway.config.Problem> configuration,
            Map<String, String> headers) {
        super(detail, null, false, false);
        this.kind = kind;
        this.configuration = configuration;
        this.headers = headers;
    }

    @FormatMethod
    public static Problem of(ProblemKind kind, String detail, @Nullable Object... arguments) {
        return new Problem(kind, String.format(detail, arguments), List.of(), Map.of());
    }

    /** The same with a response field. */
    public Problem with(String name, String value) {
        return new Problem(kind, detail(), configuration, Map.of(name, value));
    }

    /** What became of a call, whatever it threw. Failures that are nobody's fault but ours are logged with an id. */
    public static Problem from(Throwable thrown) {
        return switch (thrown) {
            case Problem problem -> problem;
            case WriteRefused refused -> from(refused);
            case Authentication.Refused refused -> from(refused);
            case ConfigException invalid ->
                new Problem(ProblemKind.INVALID, String.valueOf(invalid.getMessage()), invalid.problems(), Map.of());
            case StoreException unwritable -> {
                LOG.error("the store refused a revision; the routing in effect goes on: {}", unwritable.getMessage());
                yield of(ProblemKind.STORE_UNWRITABLE, "%s; nothing has changed", unwritable.getMessage());
            }
            default -> {
                UUID id = UUID.randomUUID();
                LOG.error("an admin call failed, id {}", id, thrown);
                yield of(ProblemKind.INTERNAL, "the log has the cause under the id %s", id);
            }
        };
    }

    private static Problem from(WriteRefused refused) {
        ProblemKind kind =
                switch (refused.why()) {
                    case CONFLICT -> ProblemKind.REVISION_CONFLICT;
                    case UNKNOWN_SERVICE -> ProblemKind.NOT_FOUND;
                    case NOTHING_BEFORE -> ProblemKind.NOTHING_BEFORE;
                    case NOT_AGREED -> ProblemKind.NOT_AGREED;
                    case OUTCOME_UNKNOWN -> ProblemKind.OUTCOME_UNKNOWN;
                    case KEY_REUSED -> ProblemKind.IDEMPOTENCY_KEY_REUSED;
                    case UNKNOWN_UPSTREAM, BAD_SPLIT, UNKNOWN_REVISION, NOT_SERVABLE -> ProblemKind.INVALID;
                };
        return of(kind, "%s", refused.getMessage()).with("ETag", IfMatch.tag(refused.current()));
    }

    private static Problem from(Authentication.Refused refused) {
        ProblemKind kind =
                switch (refused.why()) {
                    case MISSING, UNKNOWN -> ProblemKind.TOKEN_NEEDED;
                    case NO_ROLE -> ProblemKind.ROLE_TOO_SMALL;
                    case SLOWED -> ProblemKind.TOO_MANY_ATTEMPTS;
                    case UNAVAILABLE -> ProblemKind.CALLER_UNKNOWABLE;
                };
        Problem problem = of(kind, "%s", refused.message());
        if (refused.retryAfterSeconds() > 0) {
            return problem.with("Retry-After", Integer.toString(refused.retryAfterSeconds()));
        }
        return refused.challenge().isEmpty() ? problem : problem.with("WWW-Authenticate", refused.challenge());
    }

    /** What kind of error it is. */
    public ProblemKind kind() {
        return kind;
    }

    /** What is wrong, for people. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** Everything that is wrong with a configuration; empty where the trouble is something else. */
    public List<io.teal.gateway.config.Problem> configuration() {
        return configuration;
    }

    Answer answer() {
        ObjectNode body = Json.object()
                .put("type", kind.type())
                .put("title", kind.title())
                .put("status", kind.status())
                .put("detail", detail());
        if (!configuration.isEmpty()) {
            ArrayNode problems = body.putArray("problems");
            configuration.forEach(problem -> problems.add(Json.of(problem)));
        }
        return new Answer(kind.status(), "application/problem+json", Json.bytes(body), headers);
    }
}
