package io.teal.admin.release.gate;

import static io.teal.admin.release.gate.Samples.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.admin.release.gate.question.QuestionSet;
import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.text.TextParser;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.release.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateReportTest {
    private static final Instant AT = Instant.parse("2026-11-26T08:15:00.123Z");
    private static final String HOSTILE = "\u001b[2J\u0007<b>\"\\\r\n\u202e\ud800 年假\u0000";

    @Test
    void whatIsWrittenAsJsonIsReadBack() throws Exception {
        GateReport report = Reports.mixed();
        assertThat(GateReport.parse("report", report.toJson())).isEqualTo(report);
    }

    @Test
    void theJsonHasWhatAProgramWants() {
        assertThat(Reports.mixed().toJson())
                .startsWith("{\"service\":\"chat\",\"upstream\":\"green\",\"other\":\"blue\","
                        + "\"at\":\"2026-11-26T08:15:00.123Z\",\"took_ms\":4500,\"verdict\":\"fail\",\"summary\":\"")
                .contains(
                        "\"counts\":{\"pass\":1,\"fail\":1,\"inconclusive\":1}",
                        "\"first_token_ms\":400.0",
                        "\"scores\":{\"rouge_l\":",
                        "\"outcome\":\"no_server\"");
    }

    @Test
    void nothingOfAServerBreaksAReport() throws Exception {
        // Given
        Reply hostile = new Reply(Outcome.OK, 200, HOSTILE, false, List.of(HOSTILE), 0, 1, HOSTILE, HOSTILE);
        Attempt attempt = new Attempt(Verdict.FAIL, List.of(HOSTILE), hostile, hostile, Map.of());
        Result result = new Result(HOSTILE, HOSTILE, Verdict.FAIL, List.of(HOSTILE), List.of(attempt));

        // When
        GateReport report = report(
                List.of(),
                List.of(new Result("q", result.asked(), result.verdict(), result.reasons(), result.attempts())));

        // Then
        assertThat(GateReport.parse("report", report.toJson())).isEqualTo(report);
        assertThat(report.results().getFirst().attempts().getFirst().reply().text())
                .isEqualTo("\ufffd[2J\ufffd<b>\"\\\n\u202e\ufffd 年假\ufffd");
    }

    @Test
    void theLargestReportCanBeReadBack() throws Exception {
        // Given
        List<String> reasons = new ArrayList<>();
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            reasons.add("\"".repeat(1_000));
            documents.add("\"".repeat(1_000));
        }
        Reply reply = new Reply(
                Outcome.SERVER_ERROR,
                502,
                "\"".repeat(Reply.MOST_TEXT),
                true,
                documents,
                1,
                2,
                "s",
                "\"".repeat(2_000));
        Attempt attempt = new Attempt(Verdict.FAIL, reasons, reply, reply, Map.of());
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < QuestionSet.MOST; i++) {
            results.add(new Result("q" + i, "\"".repeat(2_000), Verdict.FAIL, reasons, List.of(attempt)));
        }

        // When
        GateReport report = report(List.of(), results);

        // Then
        assertThat(report.toJson().length()).isLessThan(TextParser.LONGEST_TEXT);
        assertThat(GateReport.parse("report", report.toJson())).isEqualTo(report);
    }

    @Test
    void textsAreCutToWhatTheReportHasRoomFor() {
        // Given
        Attempt attempt = new Attempt(Verdict.PASS, List.of(), said("𠮷".repeat(5_000)), null, Map.of());
        Result result = new Result("q", "?", Verdict.PASS, List.of(), List.of(attempt));

        // When
        Reply reply = report(List.of(), List.of(result))
                .results()
                .getFirst()
                .attempts()
                .getFirst()
                .reply();

        // Then
        assertThat(reply.text()).hasSize(GateReport.LONGEST_TEXT);
        assertThat(reply.cut()).isTrue();
        assertThat(said("a𠮷").shown(2).text()).isEqualTo("a");
    }

    @Test
    void aGateThatAsksForNothingSaysSo() {
        GateReport report = report(List.of(), List.of());
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.summary()).contains("passes the gate. Nothing was asked for");
    }

    @Test
    void whatIsNoReportIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> GateReport.parse("report", "{\"service\": \"chat\", \"verdict\": \"good\"}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("report:1:32: verdict: found good, expected fail, inconclusive or pass")
                .hasMessageContaining("questions: found nothing");
        assertThatThrownBy(() ->
                        GateReport.parse("report", Reports.mixed().toJson().replace("no_server", "lost")))
                .hasMessageContaining("questions[2].attempts[0].reply.outcome: found lost");
        assertThatThrownBy(() -> GateReport.parse(
                        "report", Reports.mixed().toJson().replace("2026-11-26T08:15:00.123Z", "today")))
                .hasMessageContaining("at: found today");
    }

    @Test
    void lengthsOfTimeAreShort() {
        assertThat(Times.of(4_000_000)).isEqualTo("0.00 s");
        assertThat(Times.of(1_234_000_000L)).isEqualTo("1.23 s");
        assertThat(Times.of(12_340_000_000L)).isEqualTo("12.3 s");
        assertThat(Times.of(600_000_000_000L)).isEqualTo("600 s");
    }

    @Test
    void aLineIsShortAndTellsThatThereIsMore() {
        assertThat(Excerpt.line("  a \n\n b\t", 10)).isEqualTo("a b");
        assertThat(Excerpt.line("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Excerpt.line("abcdefg", 6)).isEqualTo("abcdef…");
        assertThat(Excerpt.line("", 6)).isEmpty();
    }

    private static GateReport report(List<Check> checks, List<Result> results) {
        GateOrder order = new GateOrder("chat", "green", "blue", Plan.Gate.DEFAULT, QuestionSet.NONE);
        return GateReport.of(order, AT, Duration.ofMillis(4_500), checks, results);
    }
}
