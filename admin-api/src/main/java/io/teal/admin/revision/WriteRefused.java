package io.teal.admin.revision;

/** A change that was not made. The message says why and what would have been accepted; nothing has changed. */
public final class WriteRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final Why why;
    private final long current;

    /** The kinds of refusal. */
    public enum Why {
        /** The current revision is not the one the caller knows. */
        CONFLICT,
        /** The service is in no current routing. */
        UNKNOWN_SERVICE,
        /** The service has no such upstream. */
        UNKNOWN_UPSTREAM,
        /** The weights are out of range, or all 0. */
        BAD_SPLIT,
        /** There is no such revision to go back to. */
        UNKNOWN_REVISION,
        /** There is no revision before the current one. */
        NOTHING_BEFORE,
        /** The gateway cannot serve it. */
        NOT_SERVABLE,
        /** Nobody can be asked whether it may be the next one. */
        NOT_AGREED,
        /** Nobody can say whether it is the next one now. */
        OUTCOME_UNKNOWN,
        /** Another request came with its key. */
        KEY_REUSED
    }

    /** A refusal for a reason, while a revision was current. */
    public WriteRefused(Why why, long current, String message) {
        super(message);
        this.why = why;
        this.current = current;
    }

    /** The kind of refusal. */
    public Why why() {
        return why;
    }

    /** Number of the revision that was current. */
    public long current() {
        return current;
    }
}
