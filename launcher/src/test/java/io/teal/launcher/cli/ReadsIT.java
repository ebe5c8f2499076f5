package io.teal.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.launcher.ending.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands that only look, and servers that are not there. */
class ReadsIT {
    private static final String SERVICES = """
            {"revision":18,"services":[{"name":"chat","split":{"blue":95,"green":5},"upstreams":[
              {"name":"blue","balance":"least_conn","breaker":{"state":"open","calls":10,"failure_rate":60.0,
               "slow_rate":12.5,"retry_after":7},"servers":[
                {"address":"127.0.0.1:8001","state":"up","reason":"","leases":3,"ghost_load":1.5,"queued":0,"recent_failures":0,
                 "requests":120,"failures":1,"ejected_for_ms":0,"oldest_lease_ms":5120,"first_byte_ms":41},
                {"address":"127.0.0.1:8002","state":"ejected","reason":"3 failures in 30 s","leases":0,"queued":0,
                 "recent_failures":3,"requests":80,"failures":3,"ejected_for_ms":21000,"oldest_lease_ms":0,
                 "first_byte_ms":0}]},
              {"name":"green","balance":"least_conn","breaker":{"state":"closed","calls":50,"failure_rate":2.0,
               "slow_rate":0.0,"retry_after":0},"servers":[
                {"address":"127.0.0.1:8011","state":"up","leases":0,"backup":true}]}]}]}""";

    @Test
    void statusPutsEveryServerOnALine() throws IOException {
        try (FakeAdmin admin = new FakeAdmin()) {
            admin.answer("GET /api/v1/services", 200, SERVICES)
                    .history(
                            18, "{\"revision\":18,\"kind\":\"switch\",\"at\":\"2026-01-01T00:00:00Z\",\"who\":\"ops\"}")
                    .answer("GET /api/v1/gateways", 200, """
                            {"shared":true,"connected":true,"gateways":[
                              {"id":"a1","name":"east","state":"serving","revision":18,"last_seen_ms":0,"self":true},
                              {"id":"b2","name":"west","state":"waiting","revision":17,"last_seen_ms":210,"self":false}]}""");

            Ran ran = Ran.teal("status", "--admin", admin.address().toString());

            assertThat(ran.exitCode()).isZero();
            assertThat(ran.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                    .anyMatch(line -> line.startsWith("revision 18, switch by ops"))
                    .contains(
                            "chat|blue|95 %|127.0.0.1:8001|up|3 + 1.5 ghosts|5 s|0|120|1|41 ms",
                            "|127.0.0.1:8002|ejected|0|-|0|80|3 (3 recent)|-|3 failures in 30 s, back in 21 s",
                            "|green|5 %|127.0.0.1:8011 (backup)|up|0|-|0|0|0|-",
                            "The breaker of chat/blue is open: 60 % of 10 failed, 13 % were slow, "
                                    + "requests are sent away for 7 s.",
                            "*|east|a1|serving|18|-",
                            "|west|b2|waiting|17|210 ms ago")
                    .noneMatch(line -> line.contains("chat/green"));
        }
    }

    @Test
    void jsonIsWhatTheServerSaid() throws IOException {
        try (FakeAdmin admin = new FakeAdmin()) {
            admin.answer("GET /api/v1/services", 200, SERVICES);

            Ran ran = Ran.teal("status", "--json", "--admin", admin.address().toString());

            assertThat(ran.out().strip()).isEqualTo(SERVICES);
        }
    }

    @Test
    void historyMarksTheRevisionThatServes() throws IOException {
        try (FakeAdmin admin = new FakeAdmin()) {
            admin.history(
                    2,
                    "{\"revision\":3,\"kind\":\"rollback\",\"at\":\"x\",\"who\":\"ops\",\"from\":1,\"reason\":\"回滚\"}",
                    "{\"revision\":2,\"kind\":\"apply\",\"at\":\"y\",\"who\":\"dev\",\"from\":1}");

            Ran ran = Ran.teal("history", "--admin", admin.address().toString());

            assertThat(ran.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                    .containsSubsequence("|3|x|ops|rollback to 1|no service|回滚", "*|2|y|dev|apply|no service");
        }
    }

    @Test
    void aPageTellsHowToSeeTheNextOne() throws IOException {
        try (FakeAdmin admin = new FakeAdmin()) {
            admin.answer(
                    "GET /api/v1/revisions?limit=1&before=9",
                    200,
                    "{\"current\":12,\"revisions\":[{\"revision\":8}],\"next\":8}");

            Ran ran = Ran.teal("history", "--limit=1", "--before=9", "--admin=" + admin.address());

            assertThat(ran.out()).contains("older ones: teal history --before 8");
        }
    }

    @Test
    void theAuditPutsAnAttemptAndItsEndOnOneLine() throws IOException {
        try (FakeAdmin admin = new FakeAdmin()) {
            admin.answer("GET /api/v1/audit?limit=5", 200, """
                    {"next":10,"records":[
                     {"number":15,"at":"a","kind":"refused","who":"eyes","role":"viewer","from":"10.0.0.9","method":"PUT",
                      "target":"/api/v1/routing","status":403,"problem":"urn:teal:problem:role-too-small","times":3},
                     {"number":14,"at":"b","kind":"begun","who":"dev","role":"admin","from":"10.0.0.2","method":"PUT",
                      "target":"/api/v1/routing","times":1},
                     {"number":13,"at":"c","kind":"ended","call":12,"status":200,"revision":18,"times":1},
                     {"number":12,"at":"d","kind":"begun","who":"ops","role":"operator","from":"10.0.0.1","method":"POST",
                      "target":"/api/v1/rollback","times":1,"words":"night"},
                     {"number":11,"at":"e","kind":"ended","call":9,"status":412,"revision":17,
                      "problem":"urn:teal:problem:revision-conflict","times":1}]}""");

            Ran ran = Ran.teal("audit", "-n", "5", "--admin=" + admin.address());

            assertThat(ran.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                    .containsExactly(
                            "RECORD|WHEN|WHO|ROLE|FROM|WHAT|RESULT",
                            "15|a|eyes|viewer|10.0.0.9|PUT /routing|refused: 403 role too small, 3 times",
                            "14|b|dev|admin|10.0.0.2|PUT /routing|no end on record here",
                            "12|d|ops|operator|10.0.0.1|POST /rollback|200, revision 18; night",
                            "11|e|record 9 ended: 412 revision conflict",
                            "",
                            "older ones: teal audit --before 10");
        }
    }

    @Test
    void compareTellsTheSentenceAndTheFiguresBesideEachOther() throws IOException {
        try (FakeAdmin admin = new FakeAdmin()) {
            String times = "{\"count\":0,\"p50\":{\"value\":0,\"low\":0,\"high\":null}}";
            String colour = """
                    {"upstream":"%s","weight":%d,"requests":1000,"judged":1000,"failed":4,"left":0,"unjudged":0,
                     "outcomes":{"ok":996,"empty":4},"failures":{"value":%s,"low":0.002,"high":null},
                     "first_token":{"count":9,"p50":{"value":0.25,"low":0.2,"high":0.31}},"total":%s,
                     "tokens_per_second":{"count":9,"value":24.25,"low":23,"high":25.5},"length":{"count":0,"value":0,"low":null,"high":null},
                     "ratings":{"count":3,"value":80,"low":70.5,"high":89.5},
                     "shadow":{"judged":90,"failed":2,"gateway":"east","sent":94,"skipped":{"busy":3,"body":1},"pairs":91,
                       "otherwise":[{"given":"ok","shadow":"empty","count":2},{"given":"empty","shadow":"ok","count":1}],"compared":{"rouge_l":{"count":88,"value":0.71,"low":0.69,"high":0.73}}}}""";
            admin.answer(
                    "GET /api/v1/services/chat/compare?window=15m",
                    200,
                    ("{\"service\":\"chat\",\"window_s\":900,\"base\":\"blue\",\"summary\":\"green is worse\",\"upstreams\":["
                                    + colour + "," + colour
                                    + "],\"findings\":[{\"upstream\":\"green\",\"figure\":\"total_p50\","
                                    + "\"verdict\":\"open\",\"text\":\"nothing yet\"}]}")
                            .formatted("blue", 9, "0.004", times, "green", 1, "0.031", times));

            Ran ran = Ran.teal("compare", "chat", "--window=15m", "--admin=" + admin.address());

            assertThat(ran.out().lines().map(line -> line.stripTrailing().replaceAll(" {2,}", " | ")))
                    .startsWith("green is worse", "")
                    .contains(
                            " | BLUE | GREEN",
                            "weight | 9 | 1",
                            "outcomes | 996 ok, 4 empty | 996 ok, 4 empty",
                            "failed | 0.40 % (0.20 to ?) | 3.10 % (0.20 to ?)",
                            "first token p50 | 0.25 s (0.20 to 0.31) | 0.25 s (0.20 to 0.31)",
                            "total p50 | - | -",
                            "tokens a second | 24.3 (23.0 to 25.5) | 24.3 (23.0 to 25.5)",
                            "in the shadow: failed | 2 of 90 | 2 of 90",
                            "compared by | east alone | east alone",
                            "asked | 94, not asked: 3 busy, 1 body | 94, not asked: 3 busy, 1 body",
                            "ended otherwise | 3 of 91: 2 ok/empty, 1 empty/ok | 3 of 91: 2 ok/empty, 1 empty/ok",
                            "rouge-l | 0.71 (0.69 to 0.73) | 0.71 (0.69 to 0.73)",
                            "times as late | - | -",
                            "rating | 80.0 (70.5 to 89.5) | 80.0 (70.5 to 89.5)",
                            "COLOUR | FIGURE | BESIDE BLUE",
                            "green | total p50 | nothing yet");
            assertThat(ran.exitCode()).isZero();
        }
    }

    @Test
    void explainAsksForExactlyThisRequest() throws IOException {
        try (FakeAdmin admin = new FakeAdmin()) {
            admin.answer(
                    "GET /api/v1/explain?method=POST&path=%2Fchat%3Fa%3D1&header=X-User%3A%207&header=A%3A%20b&body=%7B%7D",
                    200, "{\"route\":{\"name\":\"chat\",\"why\":\"the longest path\"},\"limits\":null}");

            Ran ran = Ran.teal(
                    "explain", "post", "/chat?a=1", "-H=X-User: 7", "-H=A: b", "-d={}", "--admin=" + admin.address());

            assertThat(ran.out().strip()).isEqualTo("route   name chat, why the longest path");
            assertThat(ran.exitCode()).isZero();
        }
    }

    @Test
    void explainNeedsAPathAndWholeHeaders() {
        assertThat(Ran.teal("explain", "GET", "chat").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Ran.teal("explain", "GET", "/chat", "-H", "nonsense").err()).contains("expected NAME: VALUE");
    }

    @Test
    void requestsAreListedOrToldOneByOne() throws IOException {
        try (FakeAdmin admin = new FakeAdmin()) {
            admin.answer("GET /api/v1/requests/a%2F1", 200, "{\"id\":\"a/1\",\"status\":200,\"took_ms\":61000}")
                    .answer("GET /api/v1/requests?limit=20", 200, "{\"requests\":[{\"id\":\"a/1\",\"status\":200}]}");
            String address = "--admin=" + admin.address();

            assertThat(Ran.teal("request", "a/1", address).out().lines())
                    .containsExactly("id      a/1", "status  200", "took    1 min");
            assertThat(Ran.teal("request", address).out().lines())
                    .containsExactly("requests", "  ID   STATUS", "  a/1  200");
            assertThat(Ran.teal("request", "b", address).exitCode()).isEqualTo(ExitCode.USAGE);
        }
    }

    @Test
    void everyCommandTellsWhatItDoes() {
        for (String command : List.of("switch", "status", "cache purge", "audit verify", "explain")) {
            Ran ran = Ran.teal((command + " --help").split(" ", -1));

            assertThat(ran.exitCode()).as(command).isZero();
            assertThat(ran.out()).startsWith("Usage: teal " + command).contains("--help");
        }
    }

    @Test
    void everyExitCodeStandsInTheHelp() {
        assertThat(Ran.teal("--help").out().lines().map(String::strip))
                .contains("0     done", "3     the admin API is not reachable", "130   ended by Ctrl-C")
                .anyMatch(line -> line.startsWith("5 "));
    }

    @Test
    void drainAndResumeNameOneServer() throws IOException {
        try (FakeAdmin admin = new FakeAdmin()) {
            String path = "POST /api/v1/services/chat/upstreams/blue/servers/127.0.0.1:8001/";
            admin.answer(path + "drain", 200, "{\"address\":\"127.0.0.1:8001\",\"state\":\"draining\",\"leases\":1}")
                    .answer(path + "resume", 200, "{\"address\":\"127.0.0.1:8001\",\"state\":\"up\"}");
            String address = admin.address().toString();

            Ran drain = Ran.teal("drain", "chat/blue/127.0.0.1:8001", "--admin", address);
            Ran resume = Ran.teal("resume", "chat/blue/127.0.0.1:8001", "--admin", address);

            assertThat(drain.out()).startsWith("chat/blue/127.0.0.1:8001 is draining, 1 request running");
            assertThat(resume.out()).startsWith("chat/blue/127.0.0.1:8001 is up, 0 requests running");
        }
    }

    @Test
    void whatIsNoServerIsAUsageError() {
        Ran ran = Ran.teal("drain", "127.0.0.1:8001");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("not SERVICE/UPSTREAM/SERVER");
    }

    @Test
    void nobodyThereIsExitCodeThree() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        Ran ran = Ran.teal("status", "--admin", "http://127.0.0.1:" + free);

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ran.err())
                .contains("nobody listens at http://127.0.0.1:" + free)
                .contains("teal run");
    }

    @Test
    void anAddressThatIsNoneIsAUsageError() {
        assertThat(Ran.teal("status", "--admin", "localhost:9080").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Ran.teal("status", "--admin", "not an address").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
