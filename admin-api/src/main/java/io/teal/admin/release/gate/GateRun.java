package io.teal.admin.release.gate;

import io.teal.admin.release.gate.question.Question;
import io.teal.admin.release.gate.question.QuestionSet;
import io.teal.admin.release.gate.question.Reference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a gate: asks its questions at their pace and judges the replies. Blocks nowhere and has no thread of its own; the
 * judging is done by the executor, which must outlive the run and be no event loop. Thread-safe.
 */
public final class GateRun {
    private static final Logger LOG = LoggerFactory.getLogger(GateRun.class);

    /** So much later than its limit a question is given up whose asker should have done so. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final GateOrder order;
    private final Asker asker;
    private final References references;
    private final Knowledge.Source knowledge;
    private final ScheduledExecutorService executor;
    private final LongSupplier nanos;
    private final Instant at;
    private final long began;
    private final long period;
    private final List<Turn> turns;
    private final @Nullable Attempt[] attempts;
    private final CompletableFuture<GateReport> report = new CompletableFuture<>();

    // Guarded by this.
    private int next;
    private int underWay;
    private int done;
    private long due;
    private boolean waiting;
    private boolean over;

    private GateRun(
            GateOrder order,
            Asker asker,
            References references,
            Knowledge.Source knowledge,
            ScheduledExecutorService executor,
            InstantSource clock,
            LongSupplier nanos) {
        this.order = order;
        this.asker = asker;
        this.references = references;
        this.knowledge = knowledge;
        this.executor = executor;
        this.nanos = nanos;
        this.at = clock.instant();
        this.began = nanos.getAsLong();
        this.due = began;
        this.period = (long) (TimeUnit.SECONDS.toNanos(1) / order.questions().perSecond());
        this.turns = turns(order.questions());
        this.attempts = new Attempt[turns.size()];
    }

    /** Starts one. */
    public static GateRun start(
            GateOrder order,
            Asker asker,
            References references,
            Knowledge.Source knowledge,
            ScheduledExecutorService executor) {
        return start(order, asker, references, knowledge, executor, InstantSource.system(), System::nanoTime);
    }

    static GateRun start(
            GateOrder order,
            Asker asker,
            References references,
            Knowledge.Source knowledge,
            ScheduledExecutorService executor,
            InstantSource clock,
            LongSupplier nanos) {
        GateRun run = new GateRun(order, asker, references, knowledge, executor, clock, nanos);
        executor.execute(run.turns.isEmpty() ? () -> run.end(false) : run::go);
        return run;
    }

    /** What comes of it; it fails only by a fault of this program. */
    public CompletionStage<GateReport> report() {
        return report.minimalCompletionStage();
    }

    /** How many replies have been judged, of how many there will be. */
    public synchronized int done() {
        return done;
    }

    /** How many replies there will be, if nobody stops it. */
    public int total() {
        return turns.size();
    }

    /** Asks nothing more and reports what is known; what is under way comes to nothing. Without effect once it is over. */
    public void stop() {
        executor.execute(() -> end(true));
    }

    /** Every question once, then those that are repeated again, so that the repeats of one are not asked at the same moment. */
    private static List<Turn> turns(QuestionSet questions) {
        int rounds =
                questions.questions().stream().mapToInt(Question::repeat).max().orElse(0);
        List<Turn> turns = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < questions.questions().size(); i++) {
                Question question = questions.questions().get(i);
                if (round < question.repeat()) {
                    turns.add(new Turn(turns.size(), i, question));
                }
            }
        }
        return turns;
    }

    /** Asks what may be asked now, and comes back when more may. */
    private void go() {
        try {
            for (Turn turn = take(); turn != null; turn = take()) {
                ask(turn);
            }
        } catch (RuntimeException fault) {
            report.completeExceptionally(fault);
        }
    }

    private synchronized @Nullable Turn take() {
        if (over
                || waiting
                || next == turns.size()
                || underWay == order.questions().atATime()) {
            return null;
        }
        long wait = due - nanos.getAsLong();
        if (wait > 0) {
            waiting = true;
            var unused = executor.schedule(this::comeBack, wait, TimeUnit.NANOSECONDS);
            return null;
        }
        due = nanos.getAsLong() + period;
        underWay++;
        return turns.get(next++);
    }

    private void comeBack() {
        synchronized (this) {
            waiting = false;
        }
        go();
    }

    private void ask(Turn turn) {
        Question question = turn.question;
        String colour = order.other();
        CompletableFuture<Reply> reply = asked(order.upstream(), question);
        CompletableFuture<@Nullable Reply> other = new CompletableFuture<>();
        if (colour != null && (question.needsOther() || order.questions().compare())) {
            var unused = asked(colour, question).thenAccept(other::complete);
        } else {
            other.complete(null);
        }
        CompletableFuture<@Nullable String> cached = kept(question);
        var unused = CompletableFuture.allOf(reply, other, cached)
                .thenRunAsync(() -> settle(turn, reply.join(), other.join(), cached.join()), executor)
                .whenComplete((nothing, fault) -> {
                    if (fault != null) {
                        report.completeExceptionally(fault);
                    }
                });
    }

    private CompletableFuture<Reply> asked(String upstream, Question question) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        long start = nanos.getAsLong();
        Duration most = question.timeout().plus(GRACE);
        Runnable giveUp = () -> reply.complete(
                Reply.silence(nanos.getAsLong() - start, "nothing was heard within " + Times.of(most.toNanos())));
        Future<?> watch = executor.schedule(giveUp, most.toMillis(), TimeUnit.MILLISECONDS);
        try {
            asker.ask(upstream, question).whenComplete((heard, fault) -> {
                watch.cancel(false);
                reply.complete(fault == null ? heard.bounded() : Reply.fault(fault.toString()));
            });
        } catch (RuntimeException fault) {
            watch.cancel(false);
            reply.complete(Reply.fault(fault.toString()));
        }
        return reply;
    }

    private CompletableFuture<@Nullable String> kept(Question question) {
        CompletableFuture<@Nullable String> kept = new CompletableFuture<>();
        if (!(question.reference() instanceof Reference.Cached)) {
            kept.complete(null);
            return kept;
        }
        try {
            references.cached(question).whenComplete((answer, fault) -> {
                if (fault != null) {
                    LOG.warn("the cache cannot be asked for {}", question.name(), fault);
                }
                kept.complete(fault == null ? answer : null);
            });
        } catch (RuntimeException fault) {
            LOG.warn("the cache cannot be asked for {}", question.name(), fault);
            kept.complete(null);
        }
        return kept;
    }

    private void settle(Turn turn, Reply reply, @Nullable Reply other, @Nullable String cached) {
        synchronized (this) {
            if (over) {
                return;
            }
        }
        Attempt attempt = new Judge(turn.question).attempt(reply, other, cached);
        boolean last;
        synchronized (this) {
            attempts[turn.index] = attempt;
            underWay--;
            done++;
            last = done == turns.size();
        }
        if (last) {
            end(false);
        } else {
            go();
        }
    }

    private void end(boolean stopped) {
        @Nullable Attempt[] judged;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            judged = attempts.clone();
        }
        try {
            report.complete(report(judged, stopped));
        } catch (RuntimeException fault) {
            report.completeExceptionally(fault);
        }
    }

    private GateReport report(@Nullable Attempt[] judged, boolean stopped) {
        List<Result> results = new ArrayList<>();
        List<Question> questions = order.questions().questions();
        for (int i = 0; i < questions.size(); i++) {
            int of = i;
            List<Attempt> own = turns.stream()
                    .filter(turn -> turn.of == of)
                    .map(turn -> judged[turn.index])
                    .filter(Objects::nonNull)
                    .toList();
            results.add(new Judge(questions.get(i)).result(own));
        }
        List<Knowledge> reported = order.gate().knowledge() == null ? List.of() : knowledge.of(order.upstream());
        List<Check> checks = new GateJudge(order.gate()).checks(results, reported, stopped);
        return GateReport.of(order, at, Duration.ofNanos(nanos.getAsLong() - began), checks, results);
    }

    /** One asking of a question that is to come. */
    private record Turn(int index, int of, Question question) {}
}
