package io.teal.simulator.answer;

/** What becomes of a generation when its client leaves. */
public enum WhenLeft {
    /** It stops at once. */
    STOP,
    /** It runs to its end once it has begun; it does not begin without a client. */
    GO_ON,
    /** It begins and runs to its end, client or not. */
    IGNORE
}
