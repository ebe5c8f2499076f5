package io.teal.admin.http;

import java.util.Locale;

/** Everything the admin API refuses or fails at: the table of its problem types (RFC 9457). */
public enum ProblemKind {
    BAD_REQUEST(400, "The request is malformed"),
    MALFORMED_BODY(400, "The body is malformed"),
    TOKEN_NEEDED(401, "A token is needed"),
    ROLE_TOO_SMALL(403, "The token's role is too small"),
    FOREIGN_PAGE(403, "Web pages of other origins are refused"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOTHING_BEFORE(409, "There is nothing to go back to"),
    RELEASE_REFUSED(409, "The release cannot do that now"),
    REVISION_CONFLICT(412, "Another revision is current"),
    BODY_TOO_LARGE(413, "The body is too large"),
    TARGET_TOO_LONG(414, "The request target is too long"),
    WRONG_MEDIA_TYPE(415, "The media type is not accepted here"),
    EXPECTATION_FAILED(417, "The expectation cannot be met"),
    INVALID(422, "The content is invalid"),
    IDEMPOTENCY_KEY_REUSED(422, "The key belongs to another request"),
    IF_MATCH_MISSING(428, "If-Match is needed"),
    TOO_MANY_ATTEMPTS(429, "Too many failed attempts"),
    FIELDS_TOO_LARGE(431, "The header fields are too large"),
    INTERNAL(500, "An internal error"),
    STORE_UNWRITABLE(503, "The store cannot be written"),
    CALLER_UNKNOWABLE(503, "Nobody can say who calls"),
    NOT_AGREED(503, "The gateways cannot agree"),
    OUTCOME_UNKNOWN(503, "Nobody knows whether it was done"),
    REDIS_AWAY(503, "Redis is away"),
    TOO_MANY_STREAMS(503, "Too many streams are open");

    private final int status;
    private final String title;

    ProblemKind(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** Whether it says something about the caller, so that it is of interest who that was. */
    boolean turnsAway() {
        return switch (this) {
            case TOKEN_NEEDED, ROLE_TOO_SMALL, FOREIGN_PAGE, TOO_MANY_ATTEMPTS -> true;
            case BAD_REQUEST,
                    MALFORMED_BODY,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    NOTHING_BEFORE,
                    RELEASE_REFUSED,
                    REVISION_CONFLICT,
                    BODY_TOO_LARGE,
                    TARGET_TOO_LONG,
                    WRONG_MEDIA_TYPE,
                    EXPECTATION_FAILED,
                    INVALID,
                    IDEMPOTENCY_KEY_REUSED,
                    IF_MATCH_MISSING,
                    FIELDS_TOO_LARGE,
                    INTERNAL,
                    STORE_UNWRITABLE,
                    CALLER_UNKNOWABLE,
                    NOT_AGREED,
                    OUTCOME_UNKNOWN,
                    REDIS_AWAY,
                    TOO_MANY_STREAMS -> false;
        };
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** The URI that names it. */
    String type() {
        return "urn:teal:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
