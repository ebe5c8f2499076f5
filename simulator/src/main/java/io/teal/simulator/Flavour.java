package io.teal.simulator;

/** What an instance plays: a line of Langchain-Chatchat, or a server of models alone. */
public enum Flavour {
    /** The published 0.3.x Docker images of 2024: plain chat is passed through to the model server. */
    IMAGE("uvicorn"),
    /** The 2025 main line: plain chat is an agent that repeats its texts. */
    MASTER("uvicorn"),
    /** 0.2.10: other paths, event streams even for calls that are not streamed, documents last. */
    V0_2_10("uvicorn"),
    /** vLLM: LF and an end mark; a client that leaves stops its generation. */
    VLLM("uvicorn"),
    /** Xinference: CRLF, pings and an end mark. */
    XINFERENCE("uvicorn"),
    /** Ollama: no head before the first token, so that an early failure still has a status of its own. */
    OLLAMA(""),
    /** FastChat's OpenAI server: failures inside of a good stream; a generation runs on without its client. */
    FASTCHAT("uvicorn");

    private final String server;

    Flavour(String server) {
        this.server = server;
    }

    /** What stands in the {@code server} field of its responses; empty when they have none. */
    String server() {
        return server;
    }
}
