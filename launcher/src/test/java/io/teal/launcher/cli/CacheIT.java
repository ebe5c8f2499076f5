package io.teal.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.launcher.ending.ExitCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code teal cache …} against an admin API that answers as it is told. */
class CacheIT {
    private static final String STATS = """
            {"total":{"hits_memory":90,"hits_redis":10,"misses":25,"coalesced":5,"stale":0,
                      "bypassed":{"conversation":7,"temperature":12},"stored":20,"not_stored":{"unfinished":5},
                      "seconds_saved":3725.5},
             "routes":[
               {"route":"chat","service":"chat","upstream":"blue","counts":{"hits_memory":90,"hits_redis":10,"misses":20,
                "coalesced":0,"stale":0,"bypassed":{"temperature":12},"stored":18,"not_stored":{},"seconds_saved":3700}},
               {"route":"chat","service":"chat","upstream":"green","counts":{"misses":5,"coalesced":5,"stored":2,
                "bypassed":{"conversation":7},"not_stored":{"unfinished":5},"seconds_saved":25.5}}],
             "memory":{"entries":1,"bytes":1572864,"capacity":268435456,"evictions":0},
             "redis":{"usable":false,"problem":"no answer in 50 ms","since":"2026-01-01T00:00:00Z","commands":200,
                      "failures":3,"timeouts":2}}""";

    private FakeAdmin admin;

    @BeforeEach
    void start() throws IOException {
        admin = new FakeAdmin();
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void statsPutEveryRouteOnALineAndSayWhyTheRestIsNotKept() {
        admin.answer("GET /api/v1/cache", 200, STATS);

        Ran ran = teal("cache", "stats");

        assertThat(ran.exitCode()).isZero();
        assertThat(lines(ran))
                .contains(
                        "chat|chat/blue|90|10|0|0|20|83 %|12|18|0|1 h",
                        "chat|chat/green|0|0|5|0|5|50 %|7|2|5|25 s",
                        "|all|90|10|5|0|25|81 %|19|20|5|1 h",
                        "not looked up: temperature 12, conversation 7",
                        "not kept: unfinished 5",
                        "in memory: 1 answer, 1.5 MiB of 256 MiB")
                .anyMatch(line -> line.matches(
                        "Redis: not usable since \\d+ d, 3 of 200 commands failed; last problem: no answer in 50 ms"));
    }

    @Test
    void statsOfNothing() {
        admin.answer("GET /api/v1/cache", 200, "{}");

        assertThat(lines(teal("cache", "stats")))
                .containsExactly(
                        "No question came to a route with a cache yet.",
                        "",
                        "in memory: nothing is kept (cache.memory in gateway.yaml is 0)",
                        "Redis: none");
    }

    @Test
    void topListsQuestions() {
        admin.answer("GET /api/v1/cache/top?limit=3&service=chat", 200, """
                {"questions":[
                  {"service":"chat","route":"chat","base":"hr_faq","question":"如何申请年假","asked":120,"hits":100},
                  {"service":"chat","route":"chat","base":"","question":"%s","asked":2}]}""".formatted("问".repeat(80)));

        assertThat(lines(teal("cache", "top", "chat", "-n", "3")))
                .containsExactly(
                        "ASKED|FROM CACHE|SERVICE|ROUTE|KNOWLEDGE|QUESTION",
                        "120|100|chat|chat|hr_faq|如何申请年假",
                        "2|0|chat|chat|" + "问".repeat(59) + "…");

        admin.answer("GET /api/v1/cache/top?limit=20", 200, "{\"questions\":[]}");
        assertThat(teal("cache", "top").out()).startsWith("No question came");
    }

    @Test
    void lookupShowsWhatIsKept() {
        admin.answer("GET /api/v1/cache/lookup?service=chat&question=%E5%B9%B4%E5%81%87%20%26%3F", 200, """
                {"service":"chat","question":"年假 &","answers":[
                  {"route":"chat","service":"chat","upstream":"blue","base":"hr_faq","question":"年假 &","personal":true,
                   "stored_at":"2026-08-01T10:00:00Z","age_seconds":61,"bytes":2048,"streamed":true,"level":"memory",
                   "beginning":"年假应提前\\n3 个工作日在 OA 提交"},
                  {"route":"chat","service":"chat","upstream":"blue","base":"hr_faq","level":"redis","bytes":1000}]}""");

        assertThat(lines(teal("cache", "lookup", "chat", "年假 &?")))
                .containsExactly(
                        "ROUTE|UPSTREAM|KNOWLEDGE|IN|AGE|SIZE|FOR|ANSWER",
                        "chat|chat/blue|hr_faq|memory|1 min|2 KiB|same Authorization|年假应提前 3 个工作日在 OA 提交",
                        "chat|chat/blue|hr_faq|redis|0 ms|1000 B|everybody");

        admin.answer("GET /api/v1/cache/lookup?service=chat&question=x", 200, "{\"answers\":[]}");
        Ran nothing = teal("cache", "lookup", "chat", "x");
        assertThat(nothing.exitCode()).isZero();
        assertThat(nothing.out()).startsWith("No answer to this question is kept.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--all | /api/v1/cache | 3 answers dropped; every question is asked anew",
                "chat | /api/v1/cache/services/chat | 3 answers dropped; chat is asked every question anew",
                "chat --knowledge 人事/faq | /api/v1/cache/services/chat/knowledge/%E4%BA%BA%E4%BA%8B%2Ffaq"
                        + " | 3 answers dropped; chat is asked every question to 人事/faq anew",
                "chat --question a+b? | /api/v1/cache/services/chat/questions?question=a%2Bb%3F"
                        + " | 3 answers dropped; chat is asked this question anew",
            })
    void purgeDropsWhatIsNamed(String arguments, String path, String told) {
        admin.answer("DELETE " + path, 200, "{\"dropped\":3}");

        Ran ran = teal(Stream.concat(Stream.of("cache", "purge"), Arrays.stream(arguments.split(" ")))
                .toArray(String[]::new));

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out().strip()).isEqualTo(told);
        assertThat(admin.lastChange().call()).isEqualTo("DELETE " + path);
        assertThat(admin.lastChange().body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "purge | which answers?",
                "purge --question q | which answers?",
                "purge chat --all | either SERVICE or --all",
                "purge --all --knowledge kb | need SERVICE",
                "purge chat --question q --knowledge kb | either --question or --knowledge",
                "warm chat | UPSTREAM",
                "bump chat | KB",
                "lookup chat | QUESTION",
                "top chat -n many | 'many' is not an int",
            })
    void whatIsNotClearIsAUsageErrorAndAsksForNothing(String arguments, String words) {
        Ran ran = teal(Stream.concat(Stream.of("cache"), Arrays.stream(arguments.split(" ")))
                .toArray(String[]::new));

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains(words);
        assertThat(admin.asked()).isEmpty();
    }

    @Test
    void warmSaysWhatBecameOfTheQuestions() {
        // White space goes before what takes long.
        admin.answer(
                "POST /api/v1/cache/warm",
                200,
                "\n\n\n{\"asked\":48,\"stored\":45,\"already_there\":3,"
                        + "\"failed\":{\"length\":1,\"timeout_first_token\":2},\"took_ms\":185000}");

        Ran ran = teal("cache", "warm", "chat", "green");
        Ran json = teal("cache", "warm", "chat", "green", "--top", "7", "--json");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out().strip())
                .isEqualTo("48 asked: 45 kept, 3 failed (timeout first token 2, length 1); 3 were there already;"
                        + " it took 3 min");
        assertThat(admin.lastChange().body()).isEqualTo("{\"service\":\"chat\",\"upstream\":\"green\",\"top\":7}");
        assertThat(json.out()).startsWith("{\"asked\":48,");
    }

    @Test
    void warmingInVainIsAFailure() {
        admin.answer("POST /api/v1/cache/warm", 200, "{\"asked\":2,\"failed\":{\"connect_failed\":2},\"took_ms\":12}");

        Ran ran = teal("cache", "warm", "chat", "green");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out().strip())
                .isEqualTo("2 asked: 0 kept, 2 failed (connect failed 2); 0 were there already; it took 12 ms");
    }

    @Test
    void bumpNamesTheBase() {
        admin.answer(
                "POST /api/v1/knowledge/chat/hr%20faq/bump", 200, "{\"service\":\"chat\",\"knowledge\":\"hr faq\"}");

        Ran ran = teal("cache", "bump", "chat", "hr faq");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out().strip()).isEqualTo("chat is asked every question to hr faq anew");
    }

    @Test
    void jsonIsWhatTheServerSaid() {
        admin.answer("GET /api/v1/cache", 200, STATS).answer("DELETE /api/v1/cache", 200, "{\"dropped\":9}");

        assertThat(teal("cache", "stats", "--json").out().strip()).isEqualTo(STATS);
        assertThat(teal("cache", "purge", "--all", "--json").out().strip()).isEqualTo("{\"dropped\":9}");
    }

    @Test
    void refusalsAreToldAsEverywhere() {
        admin.answer(
                        "DELETE /api/v1/cache/services/shop",
                        404,
                        "{\"detail\":\"there is no service shop; known: chat\"}")
                .answer("DELETE /api/v1/cache", 403, "{\"detail\":\"eyes is viewer; this needs operator\"}");

        Ran unknown = teal("cache", "purge", "shop");
        Ran denied = teal("cache", "purge", "--all");

        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err()).contains("there is no service shop; known: chat");
        assertThat(denied.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(denied.err()).contains("eyes is viewer; this needs operator").contains("TEAL_TOKEN");
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(Ran.teal("help", "cache").out())
                .contains("stats", "top", "lookup", "purge", "warm", "bump")
                .contains("teal cache warm chat green");
        assertThat(Ran.teal("cache", "help", "purge").out()).contains("--question", "--knowledge", "--all");
        assertThat(Ran.teal("cache").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private static Stream<String> lines(Ran ran) {
        return ran.out().lines().map(line -> line.replaceAll(" {2,}", "|"));
    }

    private Ran teal(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--admin=" + admin.address();
        return Ran.teal(all);
    }
}
