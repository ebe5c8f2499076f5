package io.teal.gateway.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of a route are forwarded and watched over.
 *
 * @param answers how answers are read and judged
 * @param timeouts the clocks
 * @param retry when another attempt is made
 * @param limits what a request may ask for
 * @param rewrite what the server sees instead of the client's target
 * @param requestHeaders changes on the way to the server
 * @param responseHeaders changes on the way to the client
 */
public record Policies(
        Dialect answers,
        Timeouts timeouts,
        Retry retry,
        Limits limits,
        Rewrite rewrite,
        HeaderChanges requestHeaders,
        HeaderChanges responseHeaders) {
    /** What a route has when its entry says nothing of them. */
    public static final Policies DEFAULT = new Policies(
            Dialect.NONE,
            Timeouts.DEFAULT,
            Retry.DEFAULT,
            Limits.DEFAULT,
            Rewrite.NONE,
            HeaderChanges.NONE,
            HeaderChanges.NONE);

    /** What the answers of a route are written in. */
    public enum Dialect {
        /** Answers are not looked into: the status code is the truth. */
        NONE,
        /** Langchain-Chatchat 0.3.x and 0.2.10. */
        CHATCHAT,
        /** The OpenAI API as vLLM, Xinference, Ollama and FastChat serve it. */
        OPENAI
    }

    /**
     * The clocks of one request.
     *
     * @param connect for the connection to a server to stand
     * @param firstByte from the request's last byte sent to the response's head
     * @param firstToken from the request's last byte sent to the first token of a streamed answer that is read
     * @param idle longest silence inside a response body; in a stream that is read, comments are silence
     * @param total for the whole request, waiting and further attempts included
     */
    public record Timeouts(Duration connect, Duration firstByte, FirstToken firstToken, Duration idle, Duration total) {
        /** 2 s, 60 s, 60 s, 30 s, 15 min. */
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                new FirstToken.Fixed(Duration.ofSeconds(60)),
                Duration.ofSeconds(30),
                Duration.ofMinutes(15));
    }

    /** How long a first token may take. */
    public sealed interface FirstToken {
        /** So long. */
        record Fixed(Duration time) implements FirstToken {}

        /** As the upstream has shown, by the size of the request; {@code auto} in configuration. */
        record Learned() implements FirstToken {}
    }

    /**
     * Further attempts, made only when nothing can have been done twice.
     *
     * @param attempts most further attempts for one request; 0 is none
     * @param budgetPercent share of recent requests that may be attempted again; three always may
     */
    public record Retry(int attempts, int budgetPercent) {
        /** One further attempt, 20 % of recent requests. */
        public static final Retry DEFAULT = new Retry(1, 20);
    }

    /**
     * What a client may ask for.
     *
     * @param body most bytes of a request's body; {@link #UNLIMITED} for no limit
     * @param rate how often one client may ask, or null for no limit
     * @param concurrency how many requests one client may have under way, or null for no limit
     */
    public record Limits(
            long body, @Nullable Rate rate, @Nullable Concurrency concurrency) {
        /** No limit. */
        public static final long UNLIMITED = Long.MAX_VALUE;

        /** 8 MiB. */
        public static final Limits DEFAULT = new Limits(8L << 20, null, null);
    }

    /**
     * How often one client may ask.
     *
     * @param requests most requests of a period
     * @param per the period
     * @param by what stands for a client
     */
    public record Rate(int requests, Duration per, RequestAttribute by) {
        /** Of what a configuration does not say: a minute, the client's address. */
        public static final Rate DEFAULT = new Rate(1, Duration.ofMinutes(1), new RequestAttribute.ClientIp());
    }

    /**
     * How many requests one client may have under way.
     *
     * @param requests most of them, waiting ones included
     * @param by what stands for a client
     */
    public record Concurrency(int requests, RequestAttribute by) {}

    /**
     * What the server sees instead of the client's target; a part that is null stays.
     *
     * @param path the whole new path
     * @param pathPrefix what replaces the prefix the route matched
     * @param host the Host field
     */
    public record Rewrite(
            @Nullable String path,
            @Nullable String pathPrefix,
            @Nullable String host) {
        /** Rewrites nothing. */
        public static final Rewrite NONE = new Rewrite(null, null, null);
    }
}
