package io.teal.simulator.chat;

/**
 * How the agent of a line numbers its events and ends after an error.
 *
 * @param toolStart status of the event before a tool runs
 * @param toolEnd status of the event with a tool's output
 * @param error status of a failure
 * @param complains whether an error object follows the failure
 */
record AgentLine(int toolStart, int toolEnd, int error, boolean complains) {
    /** The images of 2024. */
    static final AgentLine IMAGE = new AgentLine(6, 7, 8, false);

    /** The main line of 2025, where 8 is a success. */
    static final AgentLine MASTER = new AgentLine(7, 8, -1, true);
}
