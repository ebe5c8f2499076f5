package io.teal.gateway.routing;

/** How the answers on a route are to be read and judged. */
public enum Dialect {
    /** Not at all: an answer is what its status code says. */
    NONE,
    /** As those of Langchain-Chatchat, of 0.2 to the main line of 2025. */
    CHATCHAT,
    /** As those of a model server with the interface of OpenAI: vLLM, Xinference, Ollama, FastChat and others. */
    OPENAI
}
