package io.teal.admin.release.gate;

import static io.teal.admin.release.gate.Samples.ended;
import static io.teal.admin.release.gate.Samples.late;
import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.release.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateJudgeTest {
    private static final String SUM = "0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "PPPPPPPPPP, 100, pass",
        "PPPPPPPPPF, 100, fail",
        "PPPPPPPPPF, 90, pass",
        "PPPPPPPPFF, 90, fail",
        "PPPPPPPPPI, 95, inconclusive",
        "PPPPPPPPFI, 95, fail",
        "PPPPPPPPII, 80, pass",
        "IIIIIIIIII, 0, inconclusive",
        "FFFFFFFFFF, 0, pass",
        "FI, 50, inconclusive",
        "PPF, 66, pass",
        "PPF, 67, fail",
    })
    void aShareOfTheQuestionsMustPass(String questions, int pass, String verdict) {
        // When
        List<Check> checks = new GateJudge(gate(pass, null, null)).checks(results(questions), List.of(), false);

        // Then
        assertThat(checks).singleElement().satisfies(check -> {
            assertThat(check.name()).isEqualTo("questions");
            assertThat(check.verdict().word()).isEqualTo(verdict);
            assertThat(check.sentence()).endsWith("; " + pass + " % must.");
        });
    }

    @Test
    void theSentenceHasTheCounts() {
        assertThat(new GateJudge(gate(100, null, null))
                        .checks(results("PPI"), List.of(), false)
                        .getFirst()
                        .sentence())
                .isEqualTo("2 of 3 questions passed, and of 1 nobody can say; 100 % must.");
    }

    @Test
    void nothingAskedForIsNothingToFail() {
        List<Check> checks = new GateJudge(Plan.Gate.DEFAULT).checks(List.of(), List.of(), false);
        assertThat(checks).isEmpty();
        assertThat(GateJudge.verdict(checks)).isEqualTo(Verdict.PASS);
    }

    @Test
    void aRunThatWasStoppedDoesNotPass() {
        List<Check> checks = new GateJudge(gate(50, null, null)).checks(results("PP"), List.of(), true);
        assertThat(checks).extracting(Check::name).containsExactly("run", "questions");
        assertThat(GateJudge.verdict(checks)).isEqualTo(Verdict.INCONCLUSIVE);
        checks = new GateJudge(gate(50, null, null)).checks(results("FF"), List.of(), true);
        assertThat(GateJudge.verdict(checks)).isEqualTo(Verdict.FAIL);
    }

    @Test
    void firstTokensAreJudgedByTheNearestRank() {
        // Given
        List<Reply> replies = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            replies.add(late(i * 100));
        }

        // Then
        assertThat(firstToken(replies, 1_900))
                .isEqualTo(new Check(
                        "first_token_p95",
                        Verdict.PASS,
                        "95 % of the answers began within 1.90 s (20 answers); at most 1.90 s is allowed."));
        assertThat(firstToken(replies, 1_899).verdict()).isEqualTo(Verdict.FAIL);
        replies.removeLast();
        assertThat(firstToken(replies, 1_899).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(firstToken(List.of(late(5)), 5).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void anAnswerThatFailedBeforeItsFirstTokenCountsAsTheLatest() {
        // Given
        List<Reply> replies = new ArrayList<>(List.of(ended(Outcome.TIMEOUT_FIRST_TOKEN, "")));
        for (int i = 0; i < 18; i++) {
            replies.add(late(100));
        }

        // Then
        Check check = firstToken(replies, 60_000);
        assertThat(check.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(check.sentence()).startsWith("More than 5 % of the answers never had a first token (19 answers)");
        replies.add(late(100));
        assertThat(firstToken(replies, 60_000).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void withoutAnyFirstTokenNobodyCanSay() {
        Reply whole = new Reply(Outcome.OK, 200, "好", false, List.of(), -1, 1, "s", "");
        assertThat(firstToken(List.of(whole, ended(Outcome.NO_SERVER, "")), 5).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(firstToken(List.of(), 5).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void everyServerMustReportTheExpectedKnowledge() {
        assertThat(knowledge()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(knowledge(SUM)).isEqualTo(Verdict.PASS);
        assertThat(knowledge(SUM, SUM)).isEqualTo(Verdict.PASS);
        assertThat(knowledge(SUM, "")).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(knowledge("", "")).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(knowledge(SUM, "fedcba9876543210")).isEqualTo(Verdict.FAIL);
        assertThat(knowledge("", "fedcba9876543210")).isEqualTo(Verdict.FAIL);
    }

    @Test
    void whatIsReportedInsteadIsSaid() {
        assertThat(check("fedcba9876543210", SUM).sentence())
                .isEqualTo("Knowledge 0123456789abcdef is expected, but s0 reports fedcba9876543210.");
        assertThat(check("", "", "", "", "").sentence()).contains("nothing was heard of s0, s1, s2 and 2 more: ");
        assertThat(check(SUM, SUM).sentence())
                .isEqualTo("All 2 servers report knowledge 0123456789abcdef, as expected.");
    }

    @ParameterizedTest
    @CsvSource({
        "PASS, PASS, PASS",
        "PASS, FAIL, FAIL",
        "INCONCLUSIVE, PASS, INCONCLUSIVE",
        "INCONCLUSIVE, FAIL, FAIL",
        "FAIL, FAIL, FAIL",
        "INCONCLUSIVE, INCONCLUSIVE, INCONCLUSIVE",
    })
    void aFailureCountsMoreThanADoubtAndThatMoreThanAPass(Verdict one, Verdict other, Verdict both) {
        assertThat(one.and(other)).isEqualTo(both);
        assertThat(other.and(one)).isEqualTo(both);
    }

    private static Verdict knowledge(String... fingerprints) {
        return check(fingerprints).verdict();
    }

    private static Check check(String... fingerprints) {
        List<Knowledge> servers = new ArrayList<>();
        for (String fingerprint : fingerprints) {
            servers.add(new Knowledge("s" + servers.size(), fingerprint.isEmpty() ? null : fingerprint));
        }
        return new GateJudge(gate(100, null, SUM))
                .checks(List.of(), servers, false)
                .getFirst();
    }

    private static Check firstToken(List<Reply> replies, int limit) {
        List<Result> results = replies.stream()
                .map(reply -> new Result(
                        "q",
                        "q",
                        Verdict.PASS,
                        List.of(),
                        List.of(new Attempt(Verdict.PASS, List.of(), reply, null, Map.of()))))
                .toList();
        return new GateJudge(gate(100, Duration.ofMillis(limit), null))
                .checks(results, List.of(), false)
                .getLast();
    }

    private static List<Result> results(String verdicts) {
        List<Result> results = new ArrayList<>();
        for (int c : verdicts.chars().toArray()) {
            Verdict verdict =
                    switch (c) {
                        case 'P' -> Verdict.PASS;
                        case 'F' -> Verdict.FAIL;
                        default -> Verdict.INCONCLUSIVE;
                    };
            results.add(new Result("q" + results.size(), "?", verdict, List.of(), List.of()));
        }
        return results;
    }

    private static Plan.Gate gate(int pass, @Nullable Duration limit, @Nullable String sum) {
        return new Plan.Gate(null, pass, limit, sum, 0);
    }
}
