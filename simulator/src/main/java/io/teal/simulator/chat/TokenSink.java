package io.teal.simulator.chat;

/** Where the tokens of one generation go, and how it ends. Runs on the connection's event loop. */
interface TokenSink {
    void token(String token);

    /** The generation has ended, whether all of it came or a fault cut it: to the endpoint both look the same. */
    void end();

    /** The connection is to be reset here. */
    void reset();

    /** The answer is to break off in the middle of its framing. */
    void truncate();
}
