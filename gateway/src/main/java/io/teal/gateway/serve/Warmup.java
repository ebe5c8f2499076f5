package io.teal.gateway.serve;

import io.teal.gateway.cache.Replayable;
import io.teal.gateway.exchange.EventLoop;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks an upstream the questions that are asked most, so that their answers are there before the traffic comes. A few at a
 * time, as the servers may have other work. Confined to one event loop.
 */
public final class Warmup {
    /** Questions that are under way at a time. */
    static final int AT_A_TIME = 2;

    private final EventLoop loop;
    private final String upstream;
    private final Map<String, ServeAction> routes;
    private final Iterator<Replayable> questions;
    private final CompletableFuture<Report> report = new CompletableFuture<>();
    private final Map<String, Integer> failed = new TreeMap<>();
    private final long startedAt;
    private int underWay;
    private int asked;
    private int stored;
    private int alreadyThere;

    private Warmup(EventLoop loop, String upstream, Map<String, ServeAction> routes, List<Replayable> questions) {
        this.loop = loop;
        this.upstream = upstream;
        this.routes = routes;
        this.questions = questions.iterator();
        this.startedAt = loop.deadlines().now();
    }

    /**
     * Starts to ask. Any thread.
     *
     * @param loop where it is done
     * @param upstream who is asked
     * @param routes the routes by their names
     * @param questions the questions, the most frequent first
     * @return the report, once all is answered
     */
    public static CompletionStage<Report> start(
            EventLoop loop, String upstream, Map<String, ServeAction> routes, List<Replayable> questions) {
        Warmup warmup = new Warmup(loop, upstream, routes, questions);
        loop.context().runOnContext(here -> warmup.next());
        return warmup.report;
    }

    private void next() {
        while (underWay < AT_A_TIME && questions.hasNext()) {
            underWay++;
            ask(questions.next());
        }
        if (underWay == 0) {
            boolean unused = report.complete(new Report(
                    asked,
                    stored,
                    alreadyThere,
                    failed,
                    Duration.ofNanos(loop.deadlines().now() - startedAt)));
        }
    }

    private void ask(Replayable question) {
        ServeAction route = routes.get(question.route());
        CachedRoute cached = route == null ? null : route.cached();
        if (route == null || cached == null) {
            answered("no_route");
            return;
        }
        try {
            Flight flight = cached.warm(loop, question, route.destination(upstream), this::landed);
            if (flight == null) {
                alreadyThere++;
                done();
            } else {
                asked++;
                flight.start(cached.remote());
            }
        } catch (RuntimeException e) {
            answered("body");
        }
    }

    private void landed(@Nullable String refusal) {
        if (refusal == null) {
            stored++;
            done();
        } else {
            answered(refusal);
        }
    }

    private void answered(String refusal) {
        int unused = failed.merge(refusal, 1, Integer::sum);
        done();
    }

    private void done() {
        underWay--;
        loop.context().runOnContext(here -> next());
    }

    /**
     * What came of asking an upstream the questions that are asked most.
     *
     * @param asked how many were asked of its servers
     * @param stored how many of the answers are kept now
     * @param alreadyThere how many answers were kept, or under way, already
     * @param failed how many were not, by the reason
     * @param took how long it took
     */
    public record Report(int asked, int stored, int alreadyThere, Map<String, Integer> failed, Duration took) {
        public Report {
            failed = Collections.unmodifiableMap(new TreeMap<>(failed));
        }
    }
}
