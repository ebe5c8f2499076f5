package io.teal.launcher.client;

import io.teal.launcher.client.reply.Problem;
import java.util.List;

/** The admin API did not do what it was asked. The message is one sentence for people. */
public final class AdminFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient List<Problem> problems;

    public AdminFailure(Kind kind, String message, List<Problem> problems) {
        super(message);
        this.kind = kind;
        this.problems = List.copyOf(problems);
    }

    public AdminFailure(Kind kind, String message) {
        this(kind, message, List.of());
    }

    public Kind kind() {
        return kind;
    }

    /** What is wrong with the routing that was sent; empty for other failures. */
    public List<Problem> problems() {
        return problems;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }

    /** What kind of failure. */
    public enum Kind {
        /** Nobody answers there, or not in time. */
        UNREACHABLE,
        /** The connection broke before there was an answer; what was asked for may have been done. */
        BROKEN_OFF,
        /** Somebody else changed the routing meanwhile. */
        CONFLICT,
        /** The caller is unknown or not allowed to. */
        DENIED,
        /** What was asked for makes no sense there: no such service, not a valid routing. */
        INVALID,
        /** The server cannot do it now: its disk or the other gateways are in trouble. */
        UNABLE,
        /** The server failed, or answered what no admin API answers. */
        BROKEN
    }
}
