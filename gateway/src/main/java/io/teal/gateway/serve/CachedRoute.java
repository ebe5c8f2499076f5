package io.teal.gateway.serve;

import io.teal.gateway.ask.DirectQuestion;
import io.teal.gateway.cache.AnswerCache;
import io.teal.gateway.cache.CacheKey;
import io.teal.gateway.cache.Entry;
import io.teal.gateway.cache.Replayable;
import io.teal.gateway.cache.Tag;
import io.teal.gateway.cache.Tally;
import io.teal.gateway.cache.TopQuestions;
import io.teal.gateway.exchange.EventLoop;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.explain.CacheFate;
import io.teal.gateway.explain.Supposed;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.message.Errand;
import io.teal.gateway.message.Purpose;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.question.Meaning;
import io.teal.gateway.question.QuestionReader;
import io.teal.gateway.recent.RecentRequests;
import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.replay.StoredAnswer;
import io.teal.gateway.routing.Policies;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answer cache as one route uses it: what is asked there, under which key, and what is kept. Shared by all event loops. */
final class CachedRoute {
    private static final Logger log = LoggerFactory.getLogger(CachedRoute.class);

    /** Why a question that is longer than what is read of one is passed on. */
    static final String TOO_LONG = "body_too_long";

    private final String name;

    /** The name, and what the route changes in requests on their way. */
    private final String keyedBy;

    private final String service;
    private final Policies.Cache policy;
    private final QuestionReader reader;
    private final Forwarder forwarder;
    private final Caching caching;

    CachedRoute(
            String name,
            String service,
            Policies policies,
            Policies.Cache policy,
            Forwarder forwarder,
            Caching caching) {
        this.name = name;
        this.keyedBy = name + '\n' + policies.rewrite() + '\n' + policies.requestHeaders();
        this.service = service;
        this.policy = policy;
        this.reader = new QuestionReader(policies.answers(), policy);
        this.forwarder = forwarder;
        this.caching = caching;
    }

    String service() {
        return service;
    }

    Policies.Cache policy() {
        return policy;
    }

    Forwarder forwarder() {
        return forwarder;
    }

    AnswerCache cache() {
        return caching.cache();
    }

    Caching caching() {
        return caching;
    }

    /** Milliseconds since 1970. */
    long now() {
        return caching.now();
    }

    /** Milliseconds since the answer was complete. */
    long age(Entry entry) {
        return Math.max(0, now() - entry.storedAt());
    }

    boolean fresh(Entry entry) {
        return within(entry, Duration.ZERO);
    }

    /** Whether the answer is of use for so long beyond the time it is given out as fresh. */
    boolean within(Entry entry, Duration beyond) {
        return age(entry) < policy.ttl().plus(beyond).toMillis();
    }

    /** Of what use a kept answer is to a request. */
    Entry.Use use(Entry entry, Directives directives) {
        boolean wanted = age(entry) / 1000 <= directives.maxAgeSeconds();
        if (wanted && fresh(entry)) {
            return Entry.Use.FRESH;
        }
        if (wanted && within(entry, policy.staleWhileRevalidate())) {
            return Entry.Use.STALE;
        }
        boolean anyAge = directives.maxAgeSeconds() == Long.MAX_VALUE;
        return anyAge && within(entry, policy.staleIfError()) ? Entry.Use.STAND_IN : Entry.Use.NONE;
    }

    Tally tally(Destination to) {
        return cache().tally(name, service, to.upstream());
    }

    /** Whether Redis is asked: only when the epochs agree with those of the other gateways. */
    boolean remote() {
        return cache().remote() && caching.epochs().shared();
    }

    // What is asked.

    Meaning read(Exchange exchange, byte[] body) {
        return read(exchange.target(), exchange.head().path(), body);
    }

    Meaning read(String target, String path, byte[] body) {
        return reader.read(Inquiry.pathOf(forwarder.target(target, path)), body);
    }

    /** What a question would have to do with kept answers. Counts nothing, and asks no Redis. Any thread. */
    CacheFate explain(Supposed request, Destination to) {
        Directives directives = Directives.of(request);
        byte[] body = request.body();
        String bypass = Directives.bypass(request, directives);
        if (bypass == null && body.length > RequestBody.KEPT) {
            bypass = TOO_LONG;
        }
        if (bypass != null) {
            return new CacheFate.Bypassed(bypass, directives.onlyIfCached());
        }
        return switch (read(request.target(), request.path(), body)) {
            case Meaning.Bypass(String reason) -> new CacheFate.Bypassed(reason, directives.onlyIfCached());
            case Meaning.Question question -> {
                String unsettled = unsettled(to, question);
                yield unsettled == null
                        ? explain(request, directives, to, question, Buffer.buffer(body))
                        : new CacheFate.Bypassed(unsettled, directives.onlyIfCached());
            }
        };
    }

    private CacheFate explain(
            Supposed request, Directives directives, Destination to, Meaning.Question question, Buffer body) {
        Inquiry inquiry = inquiry(request, request.target(), to, question, body);
        Entry entry = cache().peek(inquiry.key());
        return new CacheFate.Consulted(
                inquiry.key(),
                new CacheFate.Parts(
                        name,
                        service,
                        to.upstream(),
                        Arrays.stream(inquiry.epochs()).boxed().toList(),
                        inquiry.personal()),
                entry == null
                        ? null
                        : new CacheFate.Kept(
                                Duration.ofMillis(age(entry)),
                                directives.noCache() ? Entry.Use.NONE : use(entry, directives)),
                remote() && !directives.noCache(),
                caching.underWay(inquiry.key()),
                directives.onlyIfCached());
    }

    /** Why the answer to a question is neither looked for nor kept at the moment; null when it is. */
    @Nullable String unsettled(Destination to, Meaning.Question question) {
        // Chatchat finds bases with SQL's LIKE: which one this is, and whether it has changed, nobody here can tell.
        if (question.base().indexOf('%') >= 0) {
            return "knowledge_pattern";
        }
        return changing(to, question) ? "knowledge_changing" : null;
    }

    boolean changing(Destination to, Meaning.Question question) {
        return caching.epochs().changing(service, to.upstream(), question.base());
    }

    long[] epochs(Destination to, Meaning.Question question) {
        return caching.epochs().of(service, to.upstream(), question.base());
    }

    /**
     * What is asked, and the key of its answer.
     *
     * @param sent the body as the client sent it
     */
    Inquiry inquiry(RequestHead head, String target, Destination to, Meaning.Question question, Buffer sent) {
        long[] epochs = epochs(to, question);
        String asked = forwarder.target(target, head.path());
        // With `shared` the answers are everybody's, else those of who shows the same credentials, or none.
        String tenant = policy.shared() ? "*" : Inquiry.credentials(head);
        String whose = Inquiry.place(asked) + '\n' + head.host() + '\n' + tenant;
        CacheKey key = CacheKey.of(keyedBy, service, to.upstream(), epochs, whose, question.canonical());
        return new Inquiry(key, question, sent, epochs, !policy.shared() && !tenant.isEmpty());
    }

    /** Counts that it is asked. */
    TopQuestions.Asked count(Exchange exchange, Meaning.Question question, Buffer body) {
        boolean anonymous = Inquiry.anonymous(exchange.head());
        return cache().top()
                .count(
                        service,
                        name,
                        question.base(),
                        question.text(),
                        policy.ttl(),
                        () -> anonymous || policy.shared() ? replayable(exchange, body) : null);
    }

    private Replayable replayable(Exchange exchange, Buffer body) {
        String type = exchange.head().header("Content-Type");
        return new Replayable(
                name,
                exchange.head().host(),
                exchange.target(),
                type == null ? "application/json" : type,
                body.getBytes(),
                Inquiry.anonymous(exchange.head()));
    }

    /**
     * Whether an answer nobody reads any more is fetched to its end.
     *
     * @param begun whether a server is known to be at it
     */
    boolean finishes(Errand errand, Destination to, boolean begun) {
        return switch (policy.finishIfCacheable()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                begun
                        && forwarder.goesOn(
                                forwarder.target(errand.target(), errand.head().path()), to);
        };
    }

    // What is kept.

    /** Why an answer is not kept; null when it is. */
    @Nullable String refusal(
            Inquiry inquiry,
            Destination to,
            OriginResponse head,
            Outcome outcome,
            int length,
            Recording.@Nullable Brought brought,
            boolean frequent) {
        if (!outcome.cacheable()) {
            return outcome.tag();
        }
        if (head.status() != 200) {
            return "status";
        }
        if (head.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
            return "encoded";
        }
        // What it sets is for one client.
        if (head.headers().contains(HttpHeaders.SET_COOKIE)) {
            return "set_cookie";
        }
        if (brought == null || length > policy.maxEntry()) {
            return "too_long";
        }
        if (!frequent) {
            return "seldom";
        }
        if (brought.refusal() != null) {
            return brought.refusal();
        }
        boolean changed =
                changing(to, inquiry.question()) || !Arrays.equals(inquiry.epochs(), epochs(to, inquiry.question()));
        return changed ? "knowledge_changed" : null;
    }

    /** Keeps an answer; completes once other gateways can find it. */
    CompletionStage<Void> keep(Inquiry inquiry, Destination to, StoredAnswer answer, long computeMillis) {
        Meaning.Question question = inquiry.question();
        Tag tag = new Tag(name, service, to.upstream(), question.base(), question.text(), !policy.shared());
        tally(to).stored();
        return cache().put(inquiry.key(), new Entry(answer, now(), computeMillis, tag), policy.kept());
    }

    void notKept(Destination to, String reason) {
        tally(to).notStored(reason);
    }

    /** Has an answer fetched anew, unless it is under way. */
    void refresh(Inquiry inquiry, Errand errand, Destination to) {
        Flight flight = new Flight(this, inquiry, errand, to, true, landed -> {});
        if (caching.list(inquiry.key(), flight) == null) {
            flight.start(remote());
        }
    }

    /**
     * An answer to a question that was noted down, to be fetched from an upstream for the cache; null when it is there already
     * or under way.
     *
     * @throws IllegalArgumentException when the question is none that can be kept here
     */
    @Nullable Flight warm(EventLoop loop, Replayable asked, Destination to, Consumer<@Nullable String> landed) {
        MultiMap headers = HttpHeaders.headers().add(HttpHeaders.CONTENT_TYPE, asked.contentType());
        RequestHead head = Inquiry.head(asked.host(), asked.target(), headers);
        Inquiry inquiry = recalled(head, asked.target(), to, asked.body());
        if (head == null || inquiry == null) {
            throw new IllegalArgumentException("no question that is kept");
        }
        CacheKey key = inquiry.key();
        Entry there = cache().inMemory(key);
        if (there != null && fresh(there)) {
            return null;
        }
        Errand errand = Errand.recalled(
                loop,
                asked.host(),
                head.path(),
                asked.target(),
                headers,
                "warm-" + key.hex().substring(0, 16),
                new RequestRecord(loop.deadlines().now(), RecentRequests.OFF, null),
                Purpose.CACHE);
        Flight flight = new Flight(this, inquiry, errand, to, true, landed);
        return caching.list(key, flight) == null ? flight : null;
    }

    /**
     * The answer that a client would be given now who sends this, from memory or else from Redis; null when none is kept that is
     * good enough. Counts nothing. Any thread.
     */
    CompletionStage<@Nullable StoredAnswer> kept(String host, DirectQuestion asked, Destination to) {
        MultiMap headers = HttpHeaders.headers();
        asked.headers().forEach(headers::add);
        RequestHead head = Inquiry.head(host, asked.target(), headers);
        // Asked before the epochs are: what Redis has belongs to those that are shared.
        boolean remote = remote();
        Inquiry inquiry = recalled(head, asked.target(), to, asked.body());
        if (head == null || inquiry == null) {
            return CompletableFuture.completedFuture(null);
        }
        StoredAnswer here = given(head, cache().peek(inquiry.key()));
        if (here != null || !remote) {
            return CompletableFuture.completedFuture(here);
        }
        return cache().inRedis(inquiry.key()).thenApply(look -> given(head, look.entry()));
    }

    private @Nullable StoredAnswer given(RequestHead head, @Nullable Entry entry) {
        Entry.Use use = entry == null ? Entry.Use.NONE : use(entry, Directives.of(head));
        return entry != null && (use == Entry.Use.FRESH || use == Entry.Use.STALE) ? entry.answer() : null;
    }

    /** What is asked without a client; null when it is no question whose answer is looked for or kept at the moment. */
    private @Nullable Inquiry recalled(@Nullable RequestHead head, String target, Destination to, byte[] body) {
        return head != null
                        && body.length <= RequestBody.KEPT
                        && read(target, head.path(), body) instanceof Meaning.Question question
                        && unsettled(to, question) == null
                ? inquiry(head, target, to, question, Buffer.buffer(body))
                : null;
    }

    void log(Errand errand, RuntimeException bug) {
        log.error("unexpected failure request_id={} target={}", errand.requestId(), errand.target(), bug);
    }
}
