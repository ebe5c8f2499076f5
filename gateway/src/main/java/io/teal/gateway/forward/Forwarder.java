package io.teal.gateway.forward;

import io.teal.gateway.answer.WatchedTexts;
import io.teal.gateway.compression.CodedBody;
import io.teal.gateway.compression.Compressor;
import io.teal.gateway.event.Sightings;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.exchange.TargetRewrite;
import io.teal.gateway.matching.AttributeHash;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.message.Errand;
import io.teal.gateway.message.HeaderHygiene;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.origin.OriginPools;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.retry.RetryBudget;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Route;
import io.teal.gateway.stats.ModelStats;
import io.teal.gateway.stats.RequestStats;
import io.teal.gateway.stats.UpstreamStats;
import io.teal.gateway.upstream.Lease;
import io.teal.gateway.upstream.Prospect;
import io.teal.gateway.upstream.UpstreamGroup;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Carries the requests of one route to servers. Immutable, shared by all event loops. */
public final class Forwarder {
    private final Policies policies;
    private final HeaderHygiene hygiene;
    private final TargetRewrite rewrite;
    private final OriginPools pools;
    private final WatchedTexts watched;
    private final Sightings sightings;
    private final Beside beside;
    private final @Nullable Compressor compressor;

    /**
     * An upstream a request may go to.
     *
     * @param upstream its name
     * @param group its living state
     * @param budget its budget of further attempts
     * @param counts where the requests of the route to it are counted
     * @param models where the answers of its models are counted
     * @param attempts where further attempts are counted
     */
    public record Destination(
            String upstream,
            UpstreamGroup group,
            RetryBudget budget,
            RequestStats counts,
            ModelStats models,
            UpstreamStats attempts) {}

    /**
     * For a route that leads to a service.
     *
     * @param pools the connections to servers
     * @param watched the texts that are looked for in errors
     * @param sightings are told where one was found
     * @param beside who may hear the answers too
     */
    public Forwarder(
            Route route,
            Policies policies,
            OriginPools pools,
            WatchedTexts watched,
            Sightings sightings,
            Beside beside) {
        this.policies = policies;
        this.hygiene = new HeaderHygiene(
                policies.toServer(),
                policies.responseHeaders(),
                policies.rewrite().host(),
                policies.access().ownFields());
        this.rewrite = TargetRewrite.of(
                route.match().path(),
                policies.rewrite().path(),
                policies.rewrite().pathPrefix());
        this.pools = pools;
        this.watched = watched;
        this.sightings = sightings;
        this.beside = beside;
        this.compressor = policies.compression() == null ? null : new Compressor(policies.compression());
    }

    /** Forwards a client's request, of which nothing was read but the head. */
    public void forward(Exchange exchange, Destination to) {
        client(exchange, body(exchange), to, null).start();
    }

    /** Forwards a client's request whose body is being read, and has come as far as its reader waited for. */
    public void forward(Exchange exchange, RequestBody body, Destination to) {
        client(exchange, body, to, null).startWithBody();
    }

    /** The same, with somebody who hears the answer as well. */
    public void forward(Exchange exchange, RequestBody body, Destination to, Overhearing overhearing) {
        client(exchange, body, to, overhearing).startWithBody();
    }

    private Forwarding client(Exchange exchange, RequestBody body, Destination to, @Nullable Overhearing overhearing) {
        Heads heads = new Heads(hygiene, to.upstream());
        Errand errand = Errand.of(exchange);
        Recipient client = beside.beside(this, errand, body, to, new Client(exchange, heads, compressor, overhearing));
        Forwarding forwarding = new Forwarding(this, errand, body, to, heads, client, pools.of(exchange.loop()));
        exchange.whenLeft(forwarding::leave);
        return forwarding;
    }

    /**
     * Forwards an errand on behalf of whoever waits for it.
     *
     * @param body all of it
     * @return called once nobody wants the answer any more; it does nothing when all is over
     */
    public Runnable forward(Errand errand, RequestBody body, Destination to, Recipient recipient) {
        Forwarding forwarding = new Forwarding(
                this,
                errand,
                body,
                to,
                new Heads(hygiene, to.upstream()),
                beside.beside(this, errand, body, to, recipient),
                pools.of(errand.loop()));
        forwarding.startWithBody();
        return forwarding::leave;
    }

    /** What a request would find at an upstream that asked for a server now. Takes nothing. */
    public Prospect look(RequestHead head, Destination to) {
        return to.group().look(hash(to.group(), head));
    }

    /** The body of a client's request, with the limit of the route. */
    public RequestBody body(Exchange exchange) {
        return new RequestBody(exchange.request(), policies.limits().body());
    }

    /** The longest a request may take. */
    public Duration total() {
        return policies.timeouts().total();
    }

    /** Path and query as servers see them. */
    public String target(String target, String path) {
        return rewrite.apply(target, path);
    }

    /** Whether a server goes on computing an answer that is streamed when its connection is closed. */
    public boolean goesOn(String target, Destination to) {
        boolean byDialect = Question.of(policies.answers(), "POST", target).goesOn(true);
        return (byDialect ? Lease.Work.GOES_ON : Lease.Work.STOPS)
                .leavesGhost(to.group().spec().cancels());
    }

    /** A single client as a recipient, for one who hands on what he gets. */
    public Recipient client(Exchange exchange, Destination from) {
        return new Client(exchange, new Heads(hygiene, from.upstream()), compressor, null);
    }

    /** How the body of an answer is framed for a client that gets it event by event, if it has events. */
    public AnswerHead framing(Exchange exchange, OriginResponse in) {
        HttpVersion version = exchange.request().version();
        AnswerHead asItComes = AnswerHead.of(exchange.request().method(), version, in);
        return asItComes.eventStream() && !asItComes.coded() ? asItComes.undeclared(version) : asItComes;
    }

    /**
     * How the body of an answer whose head is filled in is made shorter; null when it is not. The head says so then, and nothing of
     * the length.
     *
     * @param length of the body
     */
    public @Nullable CodedBody coded(Exchange exchange, long length) {
        return compressor == null ? null : compressor.begin(exchange.request(), length);
    }

    /** Fills in a client's head from that of an answer of an upstream. */
    public void head(Exchange exchange, String upstream, MultiMap in) {
        new Heads(hygiene, upstream).toClient(exchange, in, false);
    }

    /** When another attempt is made. */
    Policies.Retry retry(Errand errand) {
        return errand.purpose().direct() ? Policies.Retry.NONE : policies.retry();
    }

    Policies policies() {
        return policies;
    }

    WatchedTexts watched() {
        return watched;
    }

    Sightings sightings() {
        return sightings;
    }

    /** What a hash balance goes by; 0 where the upstream balances otherwise. */
    long hash(UpstreamGroup group, RequestHead head) {
        RequestAttribute by = group.attribute();
        return by == null ? 0 : AttributeHash.of(by, head);
    }

    /** What a client is told: what happened, and nothing of where. */
    public static String explain(Outcome outcome, String upstream) {
        return switch (outcome) {
            case OK,
                    NO_DOCUMENTS,
                    CLIENT_ERROR,
                    NO_ROUTE,
                    ADDRESS_DENIED,
                    KEY_REFUSED,
                    TOKEN_REFUSED,
                    TOKEN_UNCHECKED,
                    BAD_TARGET,
                    BODY_TOO_LARGE,
                    CLIENT_LEFT,
                    CLIENT_STALLED -> "the request cannot be answered";
            case TOO_MANY_REQUESTS -> "there are as many requests of this client under way as it may have";
            case RATE_LIMITED -> "this client asks more often than it may";
            case QUEUE_FULL -> "the servers of " + upstream + " are full, and so is their queue";
            case QUEUE_TIMEOUT -> "no server of " + upstream + " had a free place in time";
            case NO_SERVER -> "no server of " + upstream + " is usable";
            case CIRCUIT_OPEN -> "too much failed at " + upstream + " of late; it gets a moment to recover";
            case CONNECT_FAILED, TIMEOUT_CONNECT -> "a server of " + upstream + " cannot be reached";
            case STALE_CONNECTION, RESET -> "a server of " + upstream + " broke the connection without an answer";
            case INVALID_RESPONSE -> "a server of " + upstream + " sent something that is not HTTP";
            case REFUSED_BY_SERVER, SERVER_BUSY -> "a server of " + upstream + " refused the request";
            case EMPTY -> "a server of " + upstream + " answered without a word";
            case ERROR_EVENT, ERROR_BODY, SERVER_ERROR -> "a server of " + upstream + " answered with an error";
            case TIMEOUT_FIRST_BYTE, TIMEOUT_FIRST_TOKEN, TIMEOUT_IDLE ->
                "a server of " + upstream + " did not answer in time";
            case TIMEOUT_TOTAL -> "the request took longer than it may";
            case TRUNCATED -> "the answer broke off";
            case NOT_CACHED -> "there is no kept answer, and no other was asked for";
            case SHUTDOWN -> "the gateway ends";
            case INTERNAL -> "the gateway failed";
        };
    }
}
