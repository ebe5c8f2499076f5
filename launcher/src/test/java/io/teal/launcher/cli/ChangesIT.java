package io.teal.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.launcher.ending.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that make revisions, against replies of every kind. */
class ChangesIT {
    private static final String REVISION_18 = """
            {"revision":18,"kind":"switch","at":"2026-01-01T00:00:00Z","who":"ops","reason":"夜间发布","from":17,
             "traffic":{"chat":{"blue":0,"green":100}},"unknown":true}""";

    private FakeAdmin admin;

    @BeforeEach
    void start() throws IOException {
        admin = new FakeAdmin().history(17);
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void switchCarriesTheRevisionItWasDecidedOn() {
        // Given
        admin.answer("POST /api/v1/services/chat/switch", 200, REVISION_18);
        // When
        Ran ran = teal("switch", "chat", "green", "--reason", "夜间发布");
        // Then
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEqualToIgnoringNewLines("revision 18 serves: chat green 100 %");
        assertThat(admin.lastChange().ifMatch()).isEqualTo("\"17\"");
        assertThat(admin.lastChange().body()).isEqualTo("{\"to\":\"green\",\"reason\":\"夜间发布\"}");
    }

    @Test
    void sharesAreSentAsASplit() {
        admin.answer("POST /api/v1/services/chat/switch", 200, REVISION_18);

        Ran ran = teal("switch", "chat", "blue=80", "green=20", "--json");

        assertThat(ran.out().strip()).isEqualTo(REVISION_18);
        assertThat(admin.lastChange().body()).isEqualTo("{\"split\":{\"blue\":80,\"green\":20}}");
    }

    @Test
    void sharesThatAreNoSharesAreUsageErrors() {
        for (String[] wrong :
                new String[][] {{"blue=80", "green"}, {"blue=-1", "green=1"}, {"blue=x"}, {"blue=1", "blue=2"}}) {
            Ran ran = wrong.length == 1 ? teal("switch", "chat", wrong[0]) : teal("switch", "chat", wrong[0], wrong[1]);
            assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        }
        assertThat(admin.asked()).isEmpty();
    }

    @Test
    void aChangeWhoseConnectionBreaksIsAskedForOnceMoreWithTheSameKey() {
        // Given
        admin.answer("POST /api/v1/services/chat/switch", 200, REVISION_18).breakOffChanges(1);
        // When
        Ran ran = teal("switch", "chat", "green");
        // Then
        assertThat(ran.exitCode()).isZero();
        var changes = admin.asked().stream()
                .filter(asked -> asked.call().startsWith("POST "))
                .toList();
        assertThat(changes).hasSize(2);
        assertThat(changes.get(0).key())
                .hasSizeGreaterThan(30)
                .isEqualTo(changes.get(1).key());
    }

    @Test
    void aChangeThatNobodyAnswersTellsHowToFindOut() {
        // Given
        admin.answer("POST /api/v1/rollback", 200, REVISION_18).breakOffChanges(2);
        // When
        Ran ran = teal("rollback", "--idempotency-key", "nightly");
        // Then
        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ran.err())
                .contains("Whether it was changed is not known: teal history tells")
                .contains("--if-revision 17 --idempotency-key nightly");
    }

    @Test
    void gatewaysThatCannotAgreeAreAFailureWithWhereToLook() {
        admin.answer("POST /api/v1/rollback", 503, "{\"detail\":\"Redis is away; nothing was changed\"}");

        Ran ran = teal("rollback");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.err()).contains("Redis is away; nothing was changed").contains("teal status");
    }

    @Test
    void waitingForAllSaysWhoDoesNotServeIt() {
        // Given
        String late = REVISION_18.replace("\"unknown\":true", """
                "converged":false,"gateways":[
                  {"id":"a","name":"east","state":"serving","revision":18,"last_seen_ms":12,"self":true},
                  {"id":"b","name":"west","state":"silent","revision":17,"last_seen_ms":5000,"self":false}]""");
        admin.answer("POST /api/v1/services/chat/switch?wait=all&timeout=3000ms", 200, late);
        // When
        Ran ran = teal("switch", "chat", "green", "--wait", "--timeout", "3s");
        // Then
        assertThat(ran.exitCode()).isEqualTo(ExitCode.NOT_EVERYWHERE);
        assertThat(ran.out())
                .contains("revision 18 serves: chat green 100 %")
                .contains(
                        "in effect at 1 of 2 gateways; not yet: west (b) has not been heard of for 5 s, and served revision 17");
    }

    @Test
    void waitingForAllIsDoneWhenAllServeIt() {
        admin.answer(
                "POST /api/v1/rollback?wait=all&timeout=10000ms",
                200,
                REVISION_18.replace(
                        "\"unknown\":true",
                        "\"converged\":true,\"gateways\":[{\"state\":\"serving\",\"proven_ms\":12},"
                                + "{\"state\":\"serving\",\"proven_ms\":7}]"));

        Ran ran = teal("rollback", "--wait");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("in effect at 2 of 2 gateways after 12 ms, proven through their listeners");
    }

    /** The admin API waits by itself; whoever does not want that says so. */
    @Test
    void aListenerThatHasNotShownTheChangeIsNamed() {
        // Given
        String unproven = REVISION_18.replace("\"unknown\":true", """
                "converged":false,"gateways":[
                  {"id":"a","name":"east","state":"unproven","revision":18,"problem":"listener public gave no answer",
                   "last_seen_ms":0,"self":true}]""");
        admin.answer("POST /api/v1/services/chat/switch", 200, unproven)
                .answer("POST /api/v1/rollback?wait=none", 200, REVISION_18);
        // When
        Ran waited = teal("switch", "chat", "green");
        Ran atOnce = teal("rollback", "--no-wait");
        // Then
        assertThat(waited.exitCode()).isEqualTo(ExitCode.NOT_EVERYWHERE);
        assertThat(waited.out()).contains("not yet: east (a) has it in effect, but listener public gave no answer");
        assertThat(atOnce.exitCode()).isZero();
        assertThat(atOnce.out().lines()).hasSize(1);
    }

    @Test
    void aDryRunTellsTheDifferenceAndAProblemWithItsPlace() {
        // Given
        admin.answer("POST /api/v1/services/chat/switch?dry_run=true", 200, """
                        {"revision":17,"valid":true,"problems":[],"changes":[
                          {"path":"services.chat.traffic.split.green","change":"changed","before":0,"after":100},
                          {"path":"services.chat.traffic.split.red","change":"removed","before":5}]}""")
                .answer("POST /api/v1/rollback?dry_run=true", 200, """
                        {"revision":17,"valid":false,"changes":[],"problems":[
                          {"path":"to","found":"99","expected":"a revision from 1 to 17"}]}""");
        // When, Then
        Ran good = teal("switch", "chat", "green", "--dry-run");
        assertThat(good.exitCode()).isZero();
        assertThat(good.out())
                .isEqualToIgnoringNewLines(
                        "~ services.chat.traffic.split.green: 0 -> 100" + "- services.chat.traffic.split.red: 5");
        Ran bad = teal("rollback", "99", "--dry-run");
        assertThat(bad.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(bad.out()).contains("to: found 99, expected a revision from 1 to 17");
    }

    @Test
    void diffComparesWithTheRevisionBefore() {
        // Given
        String same = "{\"from\":15,\"to\":17,\"changes\":[]}";
        admin.answer(
                        "GET /api/v1/revisions?limit=1&before=17",
                        200,
                        "{\"current\":18,\"revisions\":[{\"revision\":15}]}")
                .answer("GET /api/v1/revisions/15/diff/17", 200, same)
                .answer("GET /api/v1/revisions/3/diff/9", 200, same);
        // When, Then
        assertThat(teal("diff", "17").out()).isEqualToIgnoringNewLines("nothing is different");
        assertThat(teal("diff", "3", "9", "--json").out()).isEqualToIgnoringNewLines(same);
        assertThat(teal("diff", "0").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aConflictNamesWhoWasQuicker() {
        // Given
        admin.history(18, REVISION_18, "{\"revision\":17,\"kind\":\"initial\",\"who\":\"teal\"}")
                .answer("POST /api/v1/rollback", 412, "{\"status\":412,\"detail\":\"the routing is at revision 18\"}");
        // When
        Ran ran = teal("rollback", "--if-revision", "17");
        // Then
        assertThat(ran.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(ran.err())
                .contains("nothing was changed: revision 17 no longer serves")
                .contains("meanwhile revision 18, switch by ops")
                .contains("夜间发布")
                .doesNotContain("initial");
        assertThat(admin.lastChange().ifMatch()).isEqualTo("\"17\"");
    }

    @Test
    void rollbackGoesToTheNumberGiven() {
        admin.answer("POST /api/v1/rollback", 200, REVISION_18);

        assertThat(teal("rollback", "12").exitCode()).isZero();
        assertThat(admin.lastChange().body()).isEqualTo("{\"to\":12}");
        assertThat(teal("rollback").exitCode()).isZero();
        assertThat(admin.lastChange().body()).isEqualTo("{}");
    }

    @Test
    void applySendsTheFileAndPointsIntoItWhenItIsRefused(@TempDir Path directory) throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("routing.yaml"), "services: {}\n");
        admin.answer("PUT /api/v1/routing?reason=new%20model", 422, """
                {"status":422,"detail":"1 problem","problems":[{"file":"request","path":"services","line":1,"column":11,
                 "found":"nothing","expected":"at least one service"}]}""");
        // When
        Ran ran = teal("apply", file.toString(), "-m", "new model");
        // Then
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err())
                .contains(file + ":1:11: services: found nothing, expected at least one service")
                .contains("nothing was changed: 1 problem");
        assertThat(admin.lastChange().contentType()).isEqualTo("application/yaml");
        assertThat(admin.lastChange().body()).isEqualTo("services: {}\n");
    }

    @Test
    void applySaysWhichFileIsMissing() {
        Ran ran = teal("apply", "no/such/file.yaml");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("there is no file no/such/file.yaml");
    }

    @Test
    void aMissingTokenIsRefusedWithAHint() {
        admin.answer("GET /api/v1/revisions?limit=1", 401, "{\"detail\":\"a token is needed\"}");

        Ran ran = teal("switch", "chat", "green");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(ran.err()).contains("a token is needed").contains("TEAL_TOKEN");
    }

    @Test
    void theTokenGoesAlong() {
        admin.answer("POST /api/v1/services/chat/switch", 200, REVISION_18);

        assertThat(teal("switch", "chat", "green", "--token", "s3cret").exitCode())
                .isZero();

        assertThat(admin.asked()).extracting(FakeAdmin.Asked::authorization).containsOnly("Bearer s3cret");
    }

    @Test
    void aStoreThatCannotBeWrittenIsAFailure() {
        admin.answer("POST /api/v1/services/chat/switch", 503, "{\"detail\":\"the store is full; nothing changed\"}");

        Ran ran = teal("switch", "chat", "green");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.err()).contains("the store is full; nothing changed");
    }

    @Test
    void somethingThatIsNoAdminApiIsSaidToBeNone() {
        admin.answer("GET /api/v1/revisions?limit=1", 200, "<html>hello</html>");

        Ran ran = teal("switch", "chat", "green");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.err()).contains("not an admin API's reply");
    }

    @Test
    void reloadShowsTheCertificatesInUse() {
        admin.answer("POST /api/v1/reload", 200, """
                {"changed":1,"certificates":[
                  {"file":"/tls/chain.pem","names":["a.example.org","b.example.org"],"not_after":"2027-01-01T00:00:00Z"}]}""");

        Ran ran = teal("reload");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .containsExactly(
                        "new certificates are in use",
                        "CERTIFICATE|FOR|EXPIRES",
                        "/tls/chain.pem|a.example.org b.example.org|2027-01-01T00:00:00Z");
        admin.answer("POST /api/v1/reload", 200, "{\"changed\":0,\"certificates\":[]}");
        assertThat(teal("reload").out().strip()).isEqualTo("no certificates are in use");
        admin.answer(
                "POST /api/v1/reload",
                422,
                "{\"detail\":\"/tls/key.pem does not exist; the certificates before stay in use\"}");
        Ran refused = teal("reload");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("/tls/key.pem does not exist; the certificates before stay in use");
    }

    private Ran teal(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--admin=" + admin.address();
        return Ran.teal(all);
    }
}
