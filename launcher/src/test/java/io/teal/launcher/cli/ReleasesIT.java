package io.teal.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.launcher.ending.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands about releases and gates, against replies of every kind. */
class ReleasesIT {
    private static final String RELEASES = "/api/v1/services/chat/releases";
    private static final String RELEASE = """
            {"id":"chat-1","service":"chat","from":"blue","to":"green","state":"holding","step":1,"steps":3,"weight":5,
             "started":"2026-01-01T00:00:00Z","since":"2026-01-01T00:00:05Z","who":"teal","reason":"step 1",
             "waits_for":"holds for 5 min","seen":{"requests":40,"failures":1},"story":[
               {"at":"2026-01-01T00:00:00Z","state":"waking","step":-1,"who":"ops","reason":"夜间发布"},
               {"at":"2026-01-01T00:00:05Z","state":"holding","step":0,"who":"teal","reason":"step 1"}]}""";
    private static final String LINE = "chat-1 (blue to green) is holding, step 1 of 3, green has 5 %: holds for 5 min";
    private static final String REPORT = """
            {"service":"chat","upstream":"green","other":"blue","at":"2026-11-26T08:15:00.123Z","took_ms":4500,"verdict":"fail",
             "summary":"green of chat does not pass the gate.","checks":[
               {"name":"questions","verdict":"fail","sentence":"1 of 3 questions passed."}],"questions":[
               {"name":"annual leave","asked":"如何申请年假？","verdict":"pass","attempts":[{"verdict":"pass",
                 "reply":{"text":"提前三天提交。","first_token_ms":400.0},"other":{"text":"提前\\n三天提交。"},
                 "scores":{"rouge_l":0.912,"chrf":1.0}}]},
               {"name":"sick leave","asked":"病假需要证明吗？","verdict":"fail",
                "reasons":["The answer does not contain what it must: 证明"],"attempts":[{"verdict":"fail",
                 "reply":{"text":"\\u001b[2J不知道\\u202e。","first_token_ms":12345.0},"other":{"text":"需要医院证明。"}}]},
               {"name":"pay","asked":"工资什么时候发？","verdict":"inconclusive","reasons":["Nobody was there."],"attempts":[
                 {"verdict":"inconclusive","reply":{"text":""}}]},
               {"name":"one","asked":"？","verdict":"pass","attempts":[{"verdict":"pass","reply":{"text":"好"}}]}]}""";

    private static final String REPORT_TEXT = """
            Gate of chat: green beside blue, 2026-11-26T08:15:00.123Z, took 4.50 s
            FAIL

            FAIL  1 of 3 questions passed.

            pass  annual leave  (first token 0.40 s, rouge_l 0.912, chrf 1.000)
                  green: 提前三天提交。
                  blue: 提前 三天提交。
            FAIL  sick leave  (first token 12.3 s)
                  asked: 病假需要证明吗？
                  - The answer does not contain what it must: 证明
                  green: [2J不知道\ufffd。
                  blue: 需要医院证明。
            ?     pay
                  asked: 工资什么时候发？
                  - Nobody was there.
            pass  one
            """;

    @TempDir
    Path directory;

    private FakeAdmin admin;

    @BeforeEach
    void start() throws IOException {
        admin = new FakeAdmin();
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    private Ran teal(String... arguments) {
        return Ran.teal(Stream.concat(Stream.of(arguments), Stream.of("--admin=" + admin.address()))
                .toArray(String[]::new));
    }

    private Path plan(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void aReleaseIsStartedByThePlanOfItsService() {
        // Given
        admin.answer("POST " + RELEASES, 200, RELEASE);
        // When
        Ran ran = teal("release", "start", "chat", "--to", "green", "--reason", "夜间发布");
        // Then
        assertThat(ran.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(ran.out()).isEqualToIgnoringNewLines(LINE);
        assertThat(admin.lastChange().body()).isEqualTo("{\"to\":\"green\",\"force_gate\":false,\"reason\":\"夜间发布\"}");
    }

    @Test
    void aReleaseIsStartedByThePlanOfAFileInYamlOrJson() throws Exception {
        // Given
        admin.answer("POST " + RELEASES, 200, RELEASE);
        Path yaml = plan("plan.yaml", """
                # as under release in routing.yaml
                gate: {require: {pass: 90%}}
                steps:
                  - {weight: 20, hold: 90s}
                  - {weight: 100, hold: 1m}
                """);
        Path json = plan("plan.json", "{\"steps\": [{\"weight\": 100, \"hold\": \"1m\"}]}");
        // When
        Ran byYaml = teal("release", "start", "chat", "--to=green", "--plan=" + yaml, "--force-gate", "-m", "urgent");
        String sent = admin.lastChange().body();
        Ran byJson = teal("release", "start", "chat", "--to=green", "--plan=" + json, "--json");
        // Then
        assertThat(byYaml.exitCode()).as(byYaml.err()).isZero();
        assertThat(sent)
                .isEqualTo("{\"to\":\"green\",\"force_gate\":true,\"plan\":{\"gate\":{\"require\":{\"pass\":\"90%\"}},"
                        + "\"steps\":[{\"weight\":20,\"hold\":\"90s\"},{\"weight\":100,\"hold\":\"1m\"}]},"
                        + "\"reason\":\"urgent\"}");
        assertThat(byJson.out()).isEqualToIgnoringNewLines(RELEASE);
        assertThat(admin.lastChange().body()).contains("\"plan\":{\"steps\":[{\"weight\":100,\"hold\":\"1m\"}]}");
    }

    @Test
    void aPlanThatIsNoneIsToldWithFileLineAndPathAndStartsNothing() throws Exception {
        // Given
        Path wrong = plan("wrong.yaml", """
                steps:
                  - {weight: 20, hold: 90s}
                  - {weight: 10, hold: 1m}
                guards: {}
                """);
        // When
        Ran ran = teal("release", "start", "chat", "--to", "green", "--plan", wrong.toString());
        Ran none = teal("release", "start", "chat", "--to", "green", "--plan", "no-such.yaml");
        Ran empty = teal("release", "start", "chat", "--to", "green", "--plan=" + plan("empty.yaml", ""));
        // Then
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err())
                .contains(
                        wrong + ":3:14: steps[1].weight: found 10, expected more than the step before it, which is 20")
                .contains(wrong + ":4:1: guards: ")
                .contains("teal: nothing was started: ");
        assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err())
                .isEqualToIgnoringNewLines("teal: there is no file no-such.yaml; --plan names that of the plan");
        assertThat(empty.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(admin.asked()).isEmpty();
    }

    @Test
    void aStartThatIsRefusedTellsWhyAndWhereToLook() {
        // Given
        admin.answer("POST " + RELEASES, 409, "{\"detail\":\"release chat-1 goes on; abort it, or wait for its end\"}");
        // When
        Ran busy = teal("release", "start", "chat", "--to", "green");
        admin.answer("POST " + RELEASES, 403, "{\"detail\":\"to go past the gate needs the role admin\"}");
        Ran denied = teal("release", "start", "chat", "--to", "green", "--force-gate");
        // Then
        assertThat(busy.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(busy.err()).contains("release chat-1 goes on; abort it, or wait for its end", "teal history");
        assertThat(denied.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(denied.err()).contains("needs the role admin", "TEAL_TOKEN");
        assertThat(teal("release", "start", "chat").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Ran.teal("release").err()).contains("which command of teal release?");
    }

    @ParameterizedTest
    @CsvSource({"pause,''", "resume,''", "abort,''", "promote,'\"full\":false,\"force\":false,'"})
    void ordersGoToTheNewestRelease(String verb, String keys) {
        // Given
        admin.answer("POST " + RELEASES + "/latest/" + verb, 200, RELEASE);
        // When
        Ran ran = teal("release", verb, "chat", "-m", "lunch");
        Ran json = teal("release", verb, "chat", "--json");
        // Then
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEqualToIgnoringNewLines(LINE);
        assertThat(json.out()).isEqualToIgnoringNewLines(RELEASE);
        assertThat(sorted(admin.asked().getFirst().body())).isEqualTo(sorted("{" + keys + "\"reason\":\"lunch\"}"));
        assertThat(admin.lastChange().body()).doesNotContain("reason");
    }

    /** The order of keys says nothing. */
    private static String sorted(String json) {
        return Stream.of(json.replaceAll("[{}]", "").split(",", -1))
                .sorted()
                .toList()
                .toString();
    }

    @Test
    void promotingGoesAsFarAsItIsTold() {
        admin.answer("POST " + RELEASES + "/latest/promote", 200, RELEASE);

        Ran ran = teal("release", "promote", "chat", "--full", "--force", "--reason", "seen by hand");

        assertThat(ran.exitCode()).isZero();
        assertThat(admin.lastChange().body()).contains("\"full\":true", "\"force\":true", "seen by hand");
    }

    @Test
    void anOrderThatComesTooLateIsRefused() {
        admin.answer("POST " + RELEASES + "/latest/pause", 409, "{\"detail\":\"release chat-1 is over\"}");

        Ran ran = teal("release", "pause", "chat");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(ran.err()).contains("teal: release chat-1 is over");
    }

    @ParameterizedTest
    @CsvSource({"done,0", "rolled_back,1", "aborted,1"})
    void watchingEndsWithTheRelease(String state, int exitCode) {
        // Given
        String over = RELEASE.replace("\"holding\",\"step\":1", "\"" + state + "\",\"step\":1")
                .replace("holds for 5 min", "");
        admin.answer("GET " + RELEASES + "/latest", 200, over).answer("GET " + RELEASES + "/chat-7", 200, over);
        // When
        Ran newest = teal("release", "watch", "chat");
        Ran named = teal("release", "watch", "chat", "chat-7", "--json");
        // Then
        assertThat(newest.exitCode()).isEqualTo(exitCode);
        assertThat(newest.out())
                .isEqualToIgnoringNewLines("chat-1 (blue to green) is " + state.replace('_', ' ')
                        + ", step 1 of 3, green has 5 %: step 1");
        assertThat(named.exitCode()).isEqualTo(exitCode);
        assertThat(named.out()).isEqualToIgnoringNewLines(over);
    }

    @Test
    void whatThereIsNotToWatchIsAUsageError() {
        admin.answer(
                "GET " + RELEASES + "/latest",
                404,
                "{\"detail\":\"there is no release latest of chat; there was none yet\"}");

        Ran ran = teal("release", "watch", "chat");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("there was none yet");
    }

    @Test
    void releasesAreListedTheNewestFirst() {
        // Given
        admin.answer("GET " + RELEASES + "?limit=20", 200, "{\"service\":\"chat\",\"releases\":[" + RELEASE + "]}")
                .answer("GET " + RELEASES + "?limit=5", 200, "{\"service\":\"chat\",\"releases\":[]}");
        // When
        Ran some = teal("release", "list", "chat");
        Ran none = teal("release", "list", "chat", "-n", "5");
        // Then
        assertThat(some.exitCode()).isZero();
        assertThat(some.out().lines().map(line -> line.replaceAll(" {2,}", "|").replaceAll("\\d+ d ago", "long ago")))
                .containsExactly(
                        "RELEASE|FROM|TO|STATE|STEP|SINCE|WHY", "chat-1|blue|green|holding|1/3|long ago|step 1");
        assertThat(none.out()).isEqualToIgnoringNewLines("there was no release of chat yet");
        assertThat(teal("release", "list", "chat", "-n", "5", "--json").out())
                .isEqualToIgnoringNewLines("{\"service\":\"chat\",\"releases\":[]}");
    }

    @Test
    void aReportHasTheStoryAndThenTheQuestions() {
        // Given
        admin.answer("GET " + RELEASES + "/latest", 200, RELEASE)
                .answer("GET " + RELEASES + "/chat-1/report", 200, REPORT);
        // When
        Ran ran = teal("release", "report", "chat");
        // Then
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .startsWith(
                        LINE,
                        "AT|STATE|STEP|BY|WHY",
                        "2026-01-01T00:00:00Z|waking|-|ops|夜间发布",
                        "2026-01-01T00:00:05Z|holding|1|teal|step 1",
                        "clients saw 1 failure in 40 requests to green",
                        "");
        assertThat(ran.out()).endsWith(System.lineSeparator() + REPORT_TEXT.replace("\n", System.lineSeparator()));
    }

    @Test
    void theJsonOfAReportHasBoth() {
        // Given
        admin.answer("GET " + RELEASES + "/chat-1", 200, "{\"id\":\"chat-1\",\"new\":[1]}")
                .answer("GET " + RELEASES + "/chat-1/report", 200, "{\"verdict\":\"pass\"}");
        // When
        Ran both = teal("release", "report", "chat", "chat-1", "--json");
        admin.answer("GET " + RELEASES + "/chat-1/report", 404, "{\"detail\":\"no questions were asked\"}");
        Ran one = teal("release", "report", "chat", "chat-1", "--json");
        // Then
        assertThat(both.out())
                .isEqualToIgnoringNewLines("{\"id\":\"chat-1\",\"new\":[1],\"report\":{\"verdict\":\"pass\"}}");
        assertThat(one.exitCode()).isZero();
        assertThat(one.out()).isEqualToIgnoringNewLines("{\"id\":\"chat-1\",\"new\":[1],\"report\":null}");
    }

    @Test
    void aReportWithoutQuestionsSaysSo() {
        // Given
        admin.answer("GET " + RELEASES + "/latest", 200, RELEASE)
                .answer(
                        "GET " + RELEASES + "/chat-1/report",
                        404,
                        "{\"detail\":\"no questions were asked for release chat-1: its plan has none\"}");
        // When
        Ran ran = teal("release", "report", "chat");
        // Then
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out().lines())
                .startsWith(LINE)
                .endsWith("", "no questions were asked for release chat-1: its plan has none");
    }

    /** The story is told all the same. */
    @Test
    void aReportThatCannotBeHadIsAFailure() {
        // Given
        admin.answer("GET " + RELEASES + "/latest", 200, RELEASE)
                .answer("GET " + RELEASES + "/chat-1/report", 503, "{\"detail\":\"Redis cannot be asked for it\"}");
        // When
        Ran ran = teal("release", "report", "chat");
        // Then
        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out()).startsWith(LINE).contains("clients saw 1 failure");
        assertThat(ran.err()).contains("teal: Redis cannot be asked for it");
    }

    @Test
    void theGateIsAskedAndItsVerdictIsTheExitCode() {
        // Given
        String path = "POST /api/v1/services/chat/gate";
        admin.answer(path, 200, "   " + REPORT);
        // When
        Ran failed = teal("gate", "chat", "--upstream", "green");
        Ran json = teal("gate", "chat", "--upstream", "green", "--json");
        admin.answer(path, 200, "{\"verdict\":\"pass\",\"service\":\"chat\",\"upstream\":\"green\"}");
        Ran passed = teal("gate", "chat", "--upstream", "green");
        admin.answer(path, 200, "{\"verdict\":\"inconclusive\"}");
        Ran unknown = teal("gate", "chat", "--upstream", "green");
        // Then
        assertThat(failed.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failed.out()).isEqualTo(REPORT_TEXT.replace("\n", System.lineSeparator()));
        assertThat(json.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(json.out()).isEqualToIgnoringNewLines(REPORT);
        assertThat(passed.exitCode()).isZero();
        assertThat(passed.out()).contains("PASS", "Nothing was asked for");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(admin.lastChange().body()).isEqualTo("{\"upstream\":\"green\"}");
    }

    @Test
    void aGateWithoutQuestionsTellsWhereTheyBelong() {
        admin.answer(
                "POST /api/v1/services/chat/gate",
                422,
                "{\"detail\":\"chat has no questions; name a file in services.chat.release.gate.questions\"}");

        Ran ran = teal("gate", "chat", "--upstream", "green");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("name a file in services.chat.release.gate.questions");
        assertThat(teal("gate", "chat").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
