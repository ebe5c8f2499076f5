package io.teal.admin.release.drive;

import io.teal.admin.fleet.SharedReports;
import io.teal.admin.release.gate.GateOrder;
import io.teal.admin.release.gate.GateReport;
import io.teal.admin.release.gate.GateRun;
import io.teal.admin.release.gate.Knowledge;
import io.teal.admin.release.gate.Reply;
import io.teal.admin.release.gate.question.Question;
import io.teal.admin.release.gate.question.QuestionSet;
import io.teal.gateway.Gateway;
import io.teal.gateway.ask.DirectAnswer;
import io.teal.gateway.ask.DirectQuestion;
import io.teal.gateway.config.ConfigException;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** Asks the new colour of a release the questions of its gate, by the way of all requests. Thread-safe. */
final class Exam implements Duties.Examiner, AutoCloseable {
    private final Gateway gateway;
    private final SharedReports reports;

    /** Asks and scores: scoring many long answers takes seconds. */
    private final ScheduledExecutorService thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("teal-gate").factory());

    Exam(Gateway gateway, SharedReports reports) {
        this.gateway = gateway;
        this.reports = reports;
    }

    @Override
    public Progress examine(Release release, Plan.Gate gate, String file) throws Exception {
        GateReport report;
        try {
            report = ask(release.service(), release.to(), release.from(), gate, file);
        } catch (ConfigException e) {
            return Progress.unknown("the questions cannot be read: " + e.getMessage());
        }
        reports.keep(release.id(), report.toJson());
        return switch (report.verdict()) {
            case PASS -> Progress.well(report.summary());
            case FAIL -> Progress.badly(report.summary());
            case INCONCLUSIVE -> Progress.unknown(report.summary());
        };
    }

    /** Asks what is in a file, and tells what came of it; blocks until then, and ends when it is interrupted. */
    GateReport ask(String service, String upstream, @Nullable String other, Plan.Gate gate, String file)
            throws ConfigException, InterruptedException, ExecutionException {
        GateRun run = GateRun.start(
                new GateOrder(service, upstream, other, gate, QuestionSet.read(Path.of(file))),
                (colour, question) -> ask(service, colour, question),
                question -> kept(service, other, question),
                colour -> knowledge(service, colour),
                thread);
        try {
            return run.report().toCompletableFuture().get();
        } catch (InterruptedException e) {
            run.stop();
            throw e;
        }
    }

    private CompletionStage<Reply> ask(String service, String upstream, Question question) {
        return gateway.ask(direct(service, upstream, question)).thenApply(Exam::reply);
    }

    private static DirectQuestion direct(String service, String upstream, Question question) {
        return DirectQuestion.json(
                        service, upstream, question.target(), question.body().getBytes(StandardCharsets.UTF_8))
                .by(question.route())
                .within(question.timeout());
    }

    /** What the colour that serves has said to clients who asked the same. */
    private CompletionStage<@Nullable String> kept(String service, @Nullable String serving, Question question) {
        if (serving == null) {
            return CompletableFuture.completedFuture(null);
        }
        return gateway.cache()
                .kept(direct(service, serving, question))
                .thenApplyAsync(answer -> answer == null ? null : answer.text(), thread);
    }

    private static Reply reply(DirectAnswer answer) {
        return new Reply(
                answer.outcome(),
                answer.status(),
                answer.text(),
                answer.cut(),
                answer.documents(),
                answer.firstTokenNanos(),
                answer.totalNanos(),
                answer.server(),
                answer.message());
    }

    private List<Knowledge> knowledge(String service, String name) {
        Service found = gateway.revision().routing().services().get(service);
        Upstream upstream = found == null ? null : found.upstreams().get(name);
        if (upstream == null) {
            return List.of();
        }
        Map<String, String> reported = gateway.knowledge(service, name);
        List<Knowledge> all = new ArrayList<>();
        for (Server server : upstream.servers()) {
            String address = server.address().toString();
            all.add(new Knowledge(address, reported.get(address)));
        }
        return all;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
