package io.teal.simulator;

/** Which line of Langchain-Chatchat an instance plays. */
public enum Flavour {
    /** The published 0.3.x Docker images of 2024: plain chat is passed through to the model server. */
    IMAGE,
    /** The 2025 main line: plain chat is an agent that repeats its texts. */
    MASTER,
    /** 0.2.10: other paths, event streams even for calls that are not streamed, documents last. */
    V0_2_10
}
