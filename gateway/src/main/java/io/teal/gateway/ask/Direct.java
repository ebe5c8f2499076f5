package io.teal.gateway.ask;

import io.teal.gateway.exchange.EventLoop;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.matching.RequestPath;
import io.teal.gateway.message.Errand;
import io.teal.gateway.message.Purpose;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.retry.RetryBudgets;
import io.teal.gateway.stats.RequestStats;
import io.teal.gateway.stats.Stats;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Asks without a client. What is asked so takes a lease as every request does, waits in line where there is one, and is judged by
 * its route; it changes nothing for clients: {@link Purpose#direct}. Thread-safe.
 */
public final class Direct {
    /** Most bytes of an answer that are kept: a token is a few hundred on the wire. */
    private static final int MOST = 8 << 20;

    private final RetryBudgets budgets = new RetryBudgets(System::nanoTime);
    private final Stats unread = new Stats();

    /**
     * The same upstream as a destination of what is not counted among requests.
     *
     * @param to where clients' requests go
     */
    public Destination uncounted(Destination to) {
        return counted(to, unread.of("", "", ""));
    }

    /**
     * The same, counted apart.
     *
     * @param counts where
     */
    Destination counted(Destination to, RequestStats counts) {
        return new Destination(
                to.upstream(),
                to.group(),
                budgets.of("", ""),
                counts,
                unread.model("", "", ""),
                unread.upstream("", ""));
    }

    /**
     * Asks.
     *
     * @param loop where
     * @param forwarder that of the route
     * @param to where the route's requests to this upstream go
     * @param route the route
     * @param revision the revision it is asked on
     * @return the answer, of failures as well; cancelled, it is broken off
     */
    public CompletableFuture<DirectAnswer> ask(
            EventLoop loop, Forwarder forwarder, Destination to, String route, String revision, DirectQuestion what) {
        MultiMap headers = HttpHeaders.headers();
        what.headers().forEach(headers::add);
        String path = path(what.target());
        CompletableFuture<DirectAnswer> answer = new CompletableFuture<>();
        if (path == null) {
            boolean unused = answer.completeExceptionally(
                    new IllegalArgumentException("no path that can be asked for: " + what.target()));
            return answer;
        }
        String id =
                "gate-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        loop.context().runOnContext(here -> {
            RequestRecord record = new RequestRecord(loop.deadlines().now(), loop.recent(), null);
            record.route(route);
            record.directed(what.service(), what.upstream(), Purpose.GATE.word());
            String host = what.host().isEmpty() ? "localhost" : what.host();
            Errand errand = Errand.recalled(loop, host, path, what.target(), headers, id, record, Purpose.GATE);
            Listener listener =
                    new Listener(errand, uncounted(to), revision, MOST, heard -> read(loop, heard, id, answer));
            if (!answer.isDone()) {
                var unused = answer.whenComplete((read, failure) -> {
                    if (answer.isCancelled()) {
                        loop.context().runOnContext(there -> listener.giveUp(Outcome.CLIENT_LEFT));
                    }
                });
                listener.start(
                        forwarder, Buffer.buffer(what.body()), what.timeout().toNanos());
            }
        });
        return answer;
    }

    /** The path of a target as routes know it; null when it is none. */
    public static @Nullable String path(String target) {
        int query = target.indexOf('?');
        return RequestPath.normalise(query < 0 ? target : target.substring(0, query));
    }

    private static void read(EventLoop loop, Heard heard, String id, CompletableFuture<DirectAnswer> answer) {
        if (heard.quicklyRead()) {
            boolean unused = answer.complete(heard.read(id));
            return;
        }
        var unused = loop.vertx().executeBlocking(() -> heard.read(id), false).onComplete(read -> {
            boolean unusedToo =
                    read.succeeded() ? answer.complete(read.result()) : answer.completeExceptionally(read.cause());
        });
    }
}
