package io.teal.gateway.recent;

import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.matching.TrafficDecider.Decision;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.trace.RequestTrace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request, filled in on its way, told in one line of the access log when it is over, and kept then.
 * Confined to the event loop until it is over; from then on it does not change, though what the request began may go on, and
 * may be read by any thread. Times are nanoseconds from the beginning of the request, and {@link #NONE} for what did not happen.
 */
public final class RequestRecord {
    /** Where there is no such time. */
    public static final long NONE = -1;

    /** So much of what a client may make as long as it likes is kept. */
    private static final int LONGEST = 512;

    private static final long[] NO_EPOCHS = {};

    private final long startedAt;
    private final RecentRequests recent;
    private final @Nullable RequestTrace trace;
    private String route = "";
    private String caller = "";
    private String service = "";
    private @Nullable Decision decision;
    private String upstream = "";
    private String director = "";
    private String cache = "";
    private @Nullable Object key;
    private long[] epochs = NO_EPOCHS;
    private boolean tenant;
    private String shared = "";
    private Object server = "";
    private int attempts;
    private @Nullable AttemptRecord last;
    private long waitingSince = NONE;
    private long waited = NONE;
    private long askedAt = NONE;
    private long looked = NONE;
    private long firstToken = NONE;
    private boolean tokenDue;

    private boolean over;
    private long number;
    private String id = "";
    private long epochMillis;
    private String client = "";
    private String method = "";
    private String path = "";
    private Outcome outcome = Outcome.INTERNAL;
    private int status;
    private long bytes;
    private String revision = "";
    private long total;

    /**
     * @param startedAt when the request began, in the loop's clock
     * @param recent where it is kept
     * @param trace its trace; null when it is not traced
     */
    public RequestRecord(long startedAt, RecentRequests recent, @Nullable RequestTrace trace) {
        this.trace = trace;
        this.startedAt = startedAt;
        this.recent = recent;
    }

    // Filled in.

    /** The route it took. */
    public void route(String name) {
        route = name;
    }

    /** The name of the key that the client showed; empty when the route asks for none. */
    public void caller(String name) {
        caller = name;
    }

    /** The service of the route, and what was decided by its traffic. */
    public void decided(String name, Decision by) {
        service = name;
        decision = by;
    }

    /** It goes to an upstream of a service because it was asked of that one: by a {@code gate}, or as the {@code shadow} of another. */
    public void directed(String name, String to, String by) {
        service = name;
        upstream = to;
        director = by;
    }

    /** The upstream it goes to: the one that was decided for, or its fallback. */
    public void upstream(String name) {
        upstream = name;
    }

    /** How the answer cache met it, as far as is known by now. */
    public void cache(String how) {
        cache = how;
        shared = "";
    }

    /**
     * The answer cache is asked.
     *
     * @param asked the key; its text is taken when somebody reads it
     * @param knowledge the epochs that are in it
     * @param personal whether the answer is for those alone who show the same credentials
     */
    public void asks(Object asked, long[] knowledge, boolean personal, long now) {
        key = asked;
        epochs = knowledge;
        tenant = personal;
        askedAt = now;
    }

    /** Redis has said what it has, or nothing in time. */
    public void looked(long now) {
        looked = now - askedAt;
    }

    /** It was met by the answer that another request's attempts bring. */
    public void sharedWith(String requestId) {
        shared = requestId;
    }

    /** It waits in line for a server, until the next attempt. */
    public void waits(long now) {
        if (!over) {
            waitingSince = now;
        }
    }

    private void waitedUntil(long now) {
        if (waitingSince != NONE) {
            waited = Math.max(0, waited) + now - waitingSince;
            waitingSince = NONE;
        }
    }

    /**
     * An attempt begins.
     *
     * @param at the server
     * @param choice how it was chosen; null when that is not noted
     */
    public AttemptRecord attempt(ServerKey at, @Nullable Choice choice, long now) {
        if (over) {
            return AttemptRecord.UNKEPT;
        }
        server = at;
        attempts++;
        waitedUntil(now);
        if (choice == null || !kept()) {
            return AttemptRecord.UNKEPT;
        }
        AttemptRecord next = new AttemptRecord(choice, trace == null ? null : trace.child(), last, startedAt, now);
        last = next;
        return next;
    }

    /** An answer has begun that is nothing yet without a first token. */
    public void awaitsToken() {
        tokenDue = true;
    }

    /** The first token came, of the last attempt. */
    public void firstToken(long now) {
        if (!over) {
            firstToken = now - startedAt;
            if (last != null) {
                last.firstToken(now);
            }
        }
    }

    /** Whether an answer has begun that is nothing without a first token, come or not. */
    public boolean tokenDue() {
        return tokenDue;
    }

    /** How long it has been going at a moment. */
    public long sinceStart(long now) {
        return now - startedAt;
    }

    /** Whether it is kept or traced when it is over. */
    public boolean kept() {
        return recent.on() || trace != null;
    }

    /**
     * It is over: nothing changes from here on, and it is kept where requests are.
     *
     * @param requestId the identifier under which logs speak of it
     * @param sent the status code the client was told, or would have been
     * @param written bytes of the answer's body
     * @param revisionText the revision it lived on
     */
    public void over(
            String requestId, RequestHead head, Outcome how, int sent, long written, String revisionText, long now) {
        over = true;
        total = now - startedAt;
        waitedUntil(now);
        for (AttemptRecord attempt = last; attempt != null; attempt = attempt.before()) {
            attempt.seal();
        }
        id = requestId;
        client = head.clientIp();
        method = cut(head.method());
        path = cut(head.path());
        outcome = how;
        status = sent;
        bytes = written;
        revision = revisionText;
        epochMillis = recent.now() - TimeUnit.NANOSECONDS.toMillis(total);
        if (recent.on()) {
            recent.add(this);
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    void number(long next) {
        number = next;
    }

    long number() {
        return number;
    }

    // Told, once it is over.

    /** The identifier under which logs speak of it: the client's own, or one that was made here. */
    public String id() {
        return id;
    }

    /** When it began, to the millisecond. */
    public Instant at() {
        return Instant.ofEpochMilli(epochMillis);
    }

    /** The client's address. */
    public String client() {
        return client;
    }

    /** The method; the first 512 characters. */
    public String method() {
        return method;
    }

    /** The path without the query; the first 512 characters. */
    public String path() {
        return path;
    }

    /** The route; empty when none matched. */
    public String route() {
        return route;
    }

    /** The name of the key that the client showed; empty when it was not asked for one, or showed none that is known. */
    public String caller() {
        return caller;
    }

    /** The service of the route; empty when it leads to none. */
    public String service() {
        return service;
    }

    /** The upstream it went to; empty when none was chosen. */
    public String upstream() {
        return upstream;
    }

    /** What led to that upstream: {@code canary}, {@code split}, {@code fallback} of a breaker, {@code gate}, {@code shadow}; else empty. */
    public String cause() {
        if (decision == null) {
            return director;
        }
        return decision.upstream().equals(upstream) ? decision.cause().name().toLowerCase(Locale.ROOT) : "fallback";
    }

    /** What was decided by the traffic of the service, before a fallback; null where there is no service. */
    public @Nullable Decision decision() {
        return decision;
    }

    /** How the answer cache met it; empty when it was not asked. */
    public String cache() {
        return cache;
    }

    /** What the answer is kept under, 64 hexadecimal digits; empty when no kept answer was asked for. */
    public String key() {
        return key == null ? "" : key.toString();
    }

    /** The epochs of the knowledge that are in the key. */
    public long[] epochs() {
        return epochs.clone();
    }

    /** Whether the answer was for those alone who show the same credentials. */
    public boolean tenant() {
        return tenant;
    }

    /** The request whose attempts brought its answer; empty when that was none but itself. */
    public String shared() {
        return shared;
    }

    /** Its attempts, first to last. */
    public List<AttemptRecord> attempts() {
        List<AttemptRecord> all = new ArrayList<>();
        for (AttemptRecord attempt = last; attempt != null; attempt = attempt.before()) {
            all.add(attempt);
        }
        Collections.reverse(all);
        return all;
    }

    /** Its trace; null when it is not traced. */
    public @Nullable RequestTrace trace() {
        return trace;
    }

    /** How many attempts were begun, noted or not. */
    public int attemptCount() {
        return attempts;
    }

    /** The server of the last attempt; empty when there was none. */
    public String server() {
        return server.toString();
    }

    /** How it ended. */
    public Outcome outcome() {
        return outcome;
    }

    /** The status code the client was told, or would have been. */
    public int status() {
        return status;
    }

    /** Bytes of the answer's body that were written. */
    public long bytes() {
        return bytes;
    }

    /** Number of the revision it lived on. */
    public long revision() {
        return Long.parseLong(revision);
    }

    /** How long it waited in line for servers. */
    public long waited() {
        return waited;
    }

    /** How long Redis was asked for an answer. */
    public long looked() {
        return looked;
    }

    /** When the first token of a stream came from a server. */
    public long firstToken() {
        return firstToken;
    }

    /** How long it took. */
    public long total() {
        return total;
    }
}
