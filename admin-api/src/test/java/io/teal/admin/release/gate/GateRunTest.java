package io.teal.admin.release.gate;

import static io.teal.admin.release.gate.Samples.questions;
import static io.teal.admin.release.gate.Samples.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.admin.release.gate.question.Question;
import io.teal.admin.release.gate.question.QuestionSet;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.release.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GateRunTest {
    private static final String THREE = """
            questions:
              - {name: a, path: /a, body: {}}
              - {name: b, path: /b, body: {}, must: [好]}
              - {name: c, path: /c, body: {}}
            """;

    private final VirtualTime time = new VirtualTime();
    private final List<String> asked = new ArrayList<>();
    private final List<Knowledge> knowledge = new ArrayList<>();
    private Duration takes = Duration.ofMillis(100);
    private Reply answer = said("好");
    private @Nullable String other = "blue";
    private Plan.Gate gate = Plan.Gate.DEFAULT;
    private int underWay;
    private int most;

    @Test
    void everyQuestionIsAskedAndJudged() {
        // Given
        GateRun run = start(THREE);
        assertThat(run.total()).isEqualTo(3);
        assertThat(run.done()).isZero();

        // When
        GateReport report = finished(run);

        // Then
        assertThat(run.done()).isEqualTo(3);
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.service()).isEqualTo("chat");
        assertThat(report.upstream()).isEqualTo("green");
        assertThat(report.other()).isEqualTo("blue");
        assertThat(report.at()).isEqualTo(Instant.EPOCH);
        assertThat(report.took()).isEqualTo(Duration.ofMillis(1_100));
        assertThat(report.results()).extracting(Result::name).containsExactly("a", "b", "c");
        assertThat(report.results()).extracting(Result::verdict).containsOnly(Verdict.PASS);
        assertThat(asked).containsExactly("0 green a", "500 green b", "1000 green c");
    }

    @Test
    void noMoreThanAllowedAreUnderWayHoweverLongTheyTake() {
        // Given
        takes = Duration.ofSeconds(10);

        // When
        GateReport report = finished(start("at_a_time: 2\n" + THREE));

        // Then
        assertThat(most).isEqualTo(2);
        assertThat(asked).containsExactly("0 green a", "500 green b", "10000 green c");
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aQuietTimeIsNotMadeUpFor() {
        // Given
        takes = Duration.ofSeconds(3);

        // When
        var unused = finished(start("""
                at_a_time: 1
                per_second: 0.5
                """ + THREE));

        // Then
        assertThat(asked).containsExactly("0 green a", "3000 green b", "6000 green c");
    }

    @Test
    void repeatsAreAskedInRounds() {
        // When
        GateReport report = finished(start("""
                questions:
                  - {name: a, path: /a, body: {}, repeat: 3}
                  - {name: b, path: /b, body: {}, repeat: 2, pass: 1}
                """));

        // Then
        assertThat(asked)
                .extracting(line -> line.substring(line.length() - 1))
                .containsExactly("a", "b", "a", "b", "a");
        assertThat(report.results())
                .extracting(result -> result.attempts().size())
                .containsExactly(3, 2);
    }

    @Test
    void theOtherColourIsAskedAtTheSameMomentWhereItIsWanted() {
        // When
        GateReport report = finished(start("""
                questions:
                  - {name: a, path: /a, body: {}, reference: other, score: {rouge_l: 0.9}}
                  - {name: b, path: /b, body: {}}
                """));

        // Then
        assertThat(asked).containsExactly("0 green a", "0 blue a", "500 green b");
        assertThat(report.results().getFirst().attempts().getFirst().other()).isNotNull();
        assertThat(report.results().getLast().attempts().getFirst().other()).isNull();
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void allAreAskedOfBothToCompare() {
        var unused = finished(start("compare: true\n" + THREE));
        assertThat(asked)
                .contains("0 green a", "0 blue a", "500 green b", "500 blue b")
                .hasSize(6);
    }

    @Test
    void withoutAnotherColourItsAnswerIsMissing() {
        // Given
        other = null;

        // When
        GateReport report = finished(start("""
                compare: true
                questions: [{name: a, path: /a, body: {}, reference: other, score: {chrf: 0}}]
                """));

        // Then
        assertThat(asked).containsExactly("0 green a");
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void theCacheIsAskedForItsAnswer() {
        // Given
        String yaml = "questions: [{name: a, path: /a, body: {}, reference: cached, score: {chrf: 0.9}}]";

        // Then
        assertThat(finished(start(yaml, question -> CompletableFuture.completedFuture("好")))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(finished(start(yaml, question -> CompletableFuture.completedFuture("完全不同的回答")))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(finished(start(yaml, question -> CompletableFuture.failedFuture(new IllegalStateException())))
                        .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finished(start(yaml, question -> {
                            throw new IllegalStateException();
                        }))
                        .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void anAskerThatFailsTeachesNothing() {
        // When
        GateReport thrown = finished(start(THREE, (upstream, question) -> {
            throw new IllegalStateException("no way");
        }));
        GateReport failed = finished(start(
                THREE, (upstream, question) -> CompletableFuture.failedFuture(new IllegalStateException("no way"))));

        // Then
        for (GateReport report : List.of(thrown, failed)) {
            assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(report.results().getFirst().reasons().getFirst()).contains("gateway_error (internal)", "no way");
        }
    }

    @Test
    void anAskerThatNeverAnswersIsGivenUp() {
        // Given
        GateRun run = start("timeout: 20s\n" + THREE, (upstream, question) -> new CompletableFuture<>());

        // When
        time.pass(Duration.ofMillis(49_999));
        boolean before = run.report().toCompletableFuture().isDone();
        time.pass(Duration.ofMillis(2));

        // Then
        assertThat(before).isFalse();
        GateReport report = run.report().toCompletableFuture().join();
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.results().getFirst().reasons().getFirst()).contains("nothing was heard within 25.0 s");
    }

    @Test
    void aRunThatIsStoppedReportsWhatItKnows() {
        // Given
        GateRun run = start(THREE);
        time.pass(Duration.ofMillis(550));

        // When
        run.stop();
        time.pass(Duration.ofSeconds(5));

        // Then
        GateReport report = run.report().toCompletableFuture().join();
        assertThat(asked).containsExactly("0 green a", "500 green b");
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.results())
                .extracting(Result::verdict)
                .containsExactly(Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE);
        assertThat(report.checks().getFirst().name()).isEqualTo(Check.RUN);
        assertThat(run.done()).isOne();
    }

    @Test
    void stoppingWhatIsOverChangesNothing() {
        // Given
        GateRun run = start(THREE);
        GateReport report = finished(run);

        // When
        run.stop();
        time.pass(Duration.ofSeconds(1));

        // Then
        assertThat(run.report().toCompletableFuture().join()).isSameAs(report);
    }

    @Test
    void aGateOfKnowledgeAloneAsksNothing() {
        // Given
        gate = new Plan.Gate(null, 100, null, "0123456789abcdef", 0);
        knowledge.add(new Knowledge("127.0.0.1:8011", "0123456789abcdef"));
        other = null;

        // When
        GateReport report = finished(startEmpty());

        // Then
        assertThat(asked).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.checks()).extracting(Check::name).containsExactly(Check.KNOWLEDGE);
    }

    @Test
    void aGateThatAsksForNothingPassesAndSaysSo() {
        GateReport report = finished(startEmpty());
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.summary()).contains("Nothing was asked for");
    }

    @Test
    void aLimitForFirstTokensWithoutQuestionsIsADoubt() {
        gate = new Plan.Gate(null, 100, Duration.ofSeconds(1), null, 0);
        assertThat(finished(startEmpty()).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void badAnswersFailTheGate() {
        // Given
        answer = said("坏");
        gate = new Plan.Gate(null, 70, null, null, 0);

        // When
        GateReport report = finished(start(THREE));

        // Then
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.count(Verdict.FAIL)).isOne();
        assertThat(report.summary())
                .contains("green of chat does not pass the gate. 2 of 3 questions passed; 70 % must.");
    }

    @Test
    void aColourThatRejectsEverythingTeachesNothing() {
        answer = Samples.ended(Outcome.NO_SERVER, "no usable server");
        assertThat(finished(start(THREE)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void whatComesFromServersIsBounded() {
        // Given
        answer = said("好".repeat(200_000));

        // When
        GateReport report = finished(start(THREE));

        // Then
        assertThat(report.results().getFirst().attempts().getFirst().reply().text())
                .hasSize(GateReport.LONGEST_TEXT);
    }

    @Test
    void aFaultOfTheProgramIsNoVerdict() {
        // Given
        gate = new Plan.Gate(null, 100, null, "0123456789abcdef", 0);
        GateRun run = GateRun.start(
                order("questions: [{name: a, path: /a, body: {}}]"),
                this::ask,
                question -> CompletableFuture.completedFuture(null),
                upstream -> {
                    throw new IllegalStateException("no such upstream");
                },
                time,
                time,
                time::nanos);

        // When
        time.pass(Duration.ofSeconds(1));

        // Then
        assertThatThrownBy(() -> run.report().toCompletableFuture().join()).hasMessageContaining("no such upstream");
    }

    private GateRun start(String yaml) {
        return start(yaml, this::ask);
    }

    private GateRun start(String yaml, Asker asker) {
        return start(order(yaml), asker, question -> CompletableFuture.completedFuture(null));
    }

    private GateRun start(String yaml, References references) {
        return start(order(yaml), this::ask, references);
    }

    private GateRun startEmpty() {
        GateOrder empty = new GateOrder("chat", "green", other, gate, QuestionSet.NONE);
        return start(empty, this::ask, question -> CompletableFuture.completedFuture(null));
    }

    private GateRun start(GateOrder order, Asker asker, References references) {
        return GateRun.start(order, asker, references, upstream -> knowledge, time, time, time::nanos);
    }

    private GateOrder order(String yaml) {
        return new GateOrder("chat", "green", other, gate, questions(yaml));
    }

    private GateReport finished(GateRun run) {
        time.pass(Duration.ofMinutes(5));
        assertThat(run.report().toCompletableFuture()).isDone();
        return run.report().toCompletableFuture().join();
    }

    private CompletionStage<Reply> ask(String upstream, Question question) {
        asked.add(TimeUnit.NANOSECONDS.toMillis(time.nanos()) + " " + upstream + " " + question.name());
        underWay++;
        most = Math.max(most, underWay);
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        var unused = time.schedule(
                () -> {
                    underWay--;
                    reply.complete(answer);
                },
                takes.toNanos(),
                TimeUnit.NANOSECONDS);
        return reply;
    }
}
