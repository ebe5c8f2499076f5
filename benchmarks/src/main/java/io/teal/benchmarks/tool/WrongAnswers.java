package io.teal.benchmarks.tool;

/** What was measured is worth nothing: answers were wrong or missing, or a tool did not do its work. */
public final class WrongAnswers extends Exception {
    private static final long serialVersionUID = 1;

    /** Says what was wrong. */
    public WrongAnswers(String message) {
        super(message);
    }

    /** Because of another failure. */
    public WrongAnswers(String message, Throwable cause) {
        super(message, cause);
    }
}
