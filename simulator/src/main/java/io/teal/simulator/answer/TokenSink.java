package io.teal.simulator.answer;

/** Where the tokens of one generation go, and how it ends. Runs on the connection's event loop. */
public interface TokenSink {
    void token(String token);

    /** All tokens have come. */
    void end();

    /** The model failed; some endpoints do not notice and end as if all were well. */
    void cut();

    /** The model failed, and the endpoint is to tell so; one that has no way to tell ends as if cut. */
    default void fail(String text) {
        cut();
    }

    /** The connection is to be reset here. */
    void reset();

    /** The answer is to break off in the middle of its framing. */
    void truncate();
}
