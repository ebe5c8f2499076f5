package io.teal.gateway.routing;

import io.teal.gateway.address.Network;
import io.teal.gateway.routing.policy.Compression;
import io.teal.gateway.routing.policy.Jwt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * @param cache which answers are kept for others who ask the same, or null for none
 * @param access who may use the route, and what browsers are told
 * @param compression how answers are made shorter, or null for not at all
 */
public record Policies(
        Dialect answers,
        Timeouts timeouts,
        Retry retry,
        Limits limits,
        Rewrite rewrite,
        HeaderChanges requestHeaders,
        HeaderChanges responseHeaders,
        @Nullable Cache cache,
        Access access,
        @Nullable Compression compression) {
    /** What a route has when its entry says nothing of them. */
    public static final Policies DEFAULT = new Policies(
            Dialect.NONE,
            Timeouts.DEFAULT,
            Retry.DEFAULT,
            Limits.DEFAULT,
            Rewrite.NONE,
            HeaderChanges.NONE,
            HeaderChanges.NONE);

    /** Without a cache. */
    public Policies(
            Dialect answers,
            Timeouts timeouts,
            Retry retry,
            Limits limits,
            Rewrite rewrite,
            HeaderChanges requestHeaders,
            HeaderChanges responseHeaders) {
        this(answers, timeouts, retry, limits, rewrite, requestHeaders, responseHeaders, null);
    }

    /** Open to everybody, and answers as they come. */
    public Policies(
            Dialect answers,
            Timeouts timeouts,
            Retry retry,
            Limits limits,
            Rewrite rewrite,
            HeaderChanges requestHeaders,
            HeaderChanges responseHeaders,
            @Nullable Cache cache) {
        this(answers, timeouts, retry, limits, rewrite, requestHeaders, responseHeaders, cache, Access.OPEN, null);
    }

    /** {@link #requestHeaders}, and the field with the client's key or token away first when the server is not to see it. */
    public HeaderChanges toServer() {
        ApiKeys keys = access.apiKeys();
        Jwt jwt = access.jwt();
        List<String> remove = new ArrayList<>(requestHeaders.remove());
        if (keys != null && !keys.passOn()) {
            remove.add(keys.header());
        }
        if (jwt != null && !jwt.forward()) {
            remove.add(jwt.header());
        }
        return new HeaderChanges(remove, requestHeaders.set(), requestHeaders.add());
    }

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

        /** No further attempt. */
        public static final Retry NONE = new Retry(0, 0);
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
     * Who may use a route, and what browsers are told.
     *
     * @param allow where clients must be; empty for anywhere
     * @param deny where clients must not be, whatever {@code allow} says
     * @param apiKeys the keys of which a client must show one, or null for none
     * @param jwt the tokens of which a client must show one, or null for none; never beside keys
     * @param cors which pages of other origins may read the answers, or null to leave that to the server
     * @param securityHeaders fields of every answer, in place of the server's own of these names
     */
    public record Access(
            List<Network> allow,
            List<Network> deny,
            @Nullable ApiKeys apiKeys,
            @Nullable Jwt jwt,
            @Nullable Cors cors,
            List<HeaderChanges.Header> securityHeaders) {
        /** Everybody may, and browsers are told what the server tells them. */
        public static final Access OPEN = new Access(List.of(), List.of(), null, null, null, List.of());

        public Access {
            allow = List.copyOf(allow);
            deny = List.copyOf(deny);
            securityHeaders = List.copyOf(securityHeaders);
        }

        /** The names of the fields of an answer that the gateway alone writes. */
        public List<String> ownFields() {
            List<String> names = new ArrayList<>();
            if (cors != null) {
                names.addAll(Cors.FIELDS);
            }
            securityHeaders.forEach(header -> names.add(header.name()));
            return names;
        }
    }

    /**
     * Keys that clients show.
     *
     * @param header the field they show them in; in {@code Authorization} as a bearer token (RFC 6750 2.1), else alone
     * @param passOn whether servers get to see the field
     * @param keys the SHA-256 of each key in lower-case hex, by the name that records know it by
     */
    public record ApiKeys(String header, boolean passOn, Map<String, String> keys) {
        /** Where a key is shown when nothing else is said. */
        public static final String DEFAULT_HEADER = "Authorization";

        public ApiKeys {
            keys = Collections.unmodifiableMap(new TreeMap<>(keys));
        }

        /** Whether keys come as bearer tokens. */
        public boolean bearer() {
            return header.equalsIgnoreCase(DEFAULT_HEADER);
        }
    }

    /**
     * Which pages of other origins may read the answers (Fetch 3.2).
     *
     * @param origins the origins as browsers write them, or {@link #ANY} alone
     * @param methods the methods they may use
     * @param headers the fields of a request they may set
     * @param expose the fields of an answer they may read beyond the usual ones
     * @param credentials whether cookies and the like are sent along; never with {@link #ANY}
     * @param maxAge how long a browser may remember this; whole seconds count
     */
    public record Cors(
            List<String> origins,
            List<String> methods,
            List<String> headers,
            List<String> expose,
            boolean credentials,
            Duration maxAge) {
        /** Every origin. */
        public static final String ANY = "*";

        /** No origin yet; what questions need; not one further field to read; no credentials; 10 min. */
        public static final Cors DEFAULT = new Cors(
                List.of(),
                List.of("GET", "HEAD", "POST"),
                List.of("Authorization", "Content-Type"),
                List.of(),
                false,
                Duration.ofMinutes(10));

        static final List<String> FIELDS = List.of(
                "Access-Control-Allow-Origin",
                "Access-Control-Allow-Methods",
                "Access-Control-Allow-Headers",
                "Access-Control-Allow-Credentials",
                "Access-Control-Allow-Private-Network",
                "Access-Control-Expose-Headers",
                "Access-Control-Max-Age");

        public Cors {
            origins = List.copyOf(origins);
            methods = List.copyOf(methods);
            headers = List.copyOf(headers);
            expose = List.copyOf(expose);
        }
    }

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

    /**
     * Which answers of a route are kept for others who ask the same, and how they are given out again. Only answers to questions
     * are, on routes whose answers are read.
     *
     * @param ttl how long an answer is given out as fresh; 1 ms to a week
     * @param minHits how often a question must have been asked within {@code ttl} before its answer is kept; 1 keeps the first
     * @param maxEntry most bytes of one kept answer; a longer one passes and is not kept
     * @param temperature the highest sampling temperature of a question whose answer is kept
     * @param shared whether answers are common to all clients; else to those with the same {@code Authorization}, or none
     * @param questions which questions are meant
     * @param pace most events in a second when a kept stream is given out; 0 gives it out at once
     * @param staleIfError how long beyond {@code ttl} an answer may stand in when asking anew fails; 0 s for never
     * @param staleWhileRevalidate how long beyond {@code ttl} an answer is given out while it is asked for anew; 0 s for never
     * @param finishIfCacheable whether an answer is waited for to its end when nobody reads it any more
     * @param lockWait how long to wait for another gateway that computes the same answer; 0 s for not at all
     */
    public record Cache(
            Duration ttl,
            int minHits,
            long maxEntry,
            double temperature,
            boolean shared,
            Questions questions,
            int pace,
            Duration staleIfError,
            Duration staleWhileRevalidate,
            Finish finishIfCacheable,
            Duration lockWait) {
        /**
         * 1 h, the first answer, 1 MiB, temperature up to 0.7 (what Chatchat samples with when it is not told), by
         * {@code Authorization}, questions to a knowledge base, at once, never stale, finished where the server would go on
         * anyway, 5 s.
         */
        public static final Cache DEFAULT = new Cache(
                Duration.ofHours(1),
                1,
                1L << 20,
                0.7,
                false,
                Questions.KNOWLEDGE,
                0,
                Duration.ZERO,
                Duration.ZERO,
                Finish.AUTO,
                Duration.ofSeconds(5));

        /** Which questions are meant. */
        public enum Questions {
            /** Those that are answered from a knowledge base; with {@code answers: openai}, where there is none, all. */
            KNOWLEDGE,
            /** Those to the model alone as well: nothing tells when their answers get old but {@code ttl}. */
            ALL
        }

        /** Whether an answer that nobody reads any more is finished, to be kept. */
        public enum Finish {
            /** Where the server computes it to its end anyway: Chatchat does, model servers stop. */
            AUTO,
            ALWAYS,
            NEVER
        }

        /** How long an answer can be of use at all: {@code ttl} and the longer of the two times it may be stale. */
        public Duration kept() {
            Duration stale = staleIfError.compareTo(staleWhileRevalidate) > 0 ? staleIfError : staleWhileRevalidate;
            return ttl.plus(stale);
        }
    }
}
