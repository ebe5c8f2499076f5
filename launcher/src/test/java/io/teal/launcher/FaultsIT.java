package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code teal demo --faults}, played through its standard input. */
class FaultsIT {
    private static final String ANSWERED = "^  (\\S.*), status \\d+, outcome .* in all$";

    private TealProcess demo;

    @BeforeEach
    void start() throws IOException {
        demo = TealProcess.start(
                Map.of(), "demo", "--faults", "--port", "0", "--admin-port", "0", "--backend-port", "0");
        String unused = demo.find("(quit) +ends everything");
    }

    @AfterEach
    void stop() {
        demo.close();
    }

    /** Types a line and returns the first line of output after it that has the pattern. */
    private String say(String line, String answer) throws IOException {
        int before = demo.lines();
        demo.type(line);
        return demo.findAfter(before, answer);
    }

    /** The row of a server in the table of {@code status}, by column. */
    private List<String> status(String server) throws IOException {
        int before = demo.lines();
        demo.type("status");
        String unused = demo.findAfter(before, "^green-1 ");
        return List.of(demo.findAfter(before, "^" + server + " ").split(" {2,}"));
    }

    @Test
    void aServerThatSaysNothingIsSeenAndNobodyElseNotices() throws Exception {
        // Given
        assertThat(say("blue-1 docs-only", "^blue-1:"))
                .isEqualTo("blue-1: docs-only, the documents, then a clean end without a word");
        assertThat(status("blue-1")).containsExactly("blue-1", "up", "0", "0", "0", "0", "0", "docs-only");

        // When: as many questions as there are servers, so that each gets one first
        for (int i = 0; i < 3; i++) {
            assertThat(say("ask", ANSWERED))
                    .matches("  blue-[23], status 200, outcome ok, first token after .*, .* in all");
        }

        // Then: server, state, leases, requests, failures, generations started and abandoned, faults
        assertThat(status("blue-1")).startsWith("blue-1", "up", "0", "1", "1", "1", "0", "docs-only");
        assertThat(say("blue-1 clear", "^blue-1:")).isEqualTo("blue-1: nothing goes wrong any more");
        assertThat(status("blue-1")).startsWith("blue-1", "up", "0", "1", "1").doesNotContain("docs-only");
    }

    @Test
    void everyoneSilentIsAnEmptyAnswerAndWhatBreaksOffIsTold() throws Exception {
        // Given
        for (String server : List.of("blue-1", "blue-2", "blue-3")) {
            String unused = say(server + " docs-only path=/chat/", "^" + server + ":");
        }

        // Then
        assertThat(say("ask 有人吗？", ANSWERED))
                .matches("  a server of blue, status 200, outcome empty, no token, .* in all");

        // Given
        String unused = say("clear", "^nothing goes wrong anywhere");
        for (String server : List.of("blue-1", "blue-2", "blue-3")) {
            String unusedToo = say(server + " tokens-then-reset after=5", "^" + server + ":");
        }

        // Then
        int before = demo.lines();
        assertThat(say("ask", ANSWERED)).contains("status 200").contains("first token after");
        assertThat(demo.findAfter(before, "^  trouble: ")).contains("the answer broke off: truncated");
    }

    @Test
    void aKilledServerComesBackAndNonsenseIsAnswered() throws Exception {
        assertThat(say("kill green-1", "^green-1 ")).contains("restart green-1");
        assertThat(say("restart green-1", "^green-1 ")).isEqualTo("green-1 was restarted");
        assertThat(say("kill gren-1", "gren-1"))
                .isEqualTo("no server is called gren-1; there are blue-1, blue-2, blue-3, green-1");
        assertThat(say("blue-1 slow-first-token ms=soon", "soon")).isEqualTo("ms=soon: expected a whole number");
        assertThat(say("faults", "^slow-first-token ")).contains("ms=2000");
    }

    @Test
    void theHeaderReachesTheServersThroughTheGateway() throws Exception {
        // Given
        URI gateway = URI.create(demo.find("^gateway +(http://.*)$") + "/chat/kb_chat");
        HttpRequest request = HttpRequest.newBuilder(gateway)
                .header("Content-Type", "application/json")
                .header("X-Fake-Fault", "error-event; text=CUDA out of memory")
                .header("Cache-Control", "no-store")
                .POST(BodyPublishers.ofString("{\"query\":\"年假\",\"kb_name\":\"samples\",\"stream\":false}"))
                .build();

        // When
        HttpResponse<String> response;
        try (HttpClient client = HttpClient.newHttpClient()) {
            response = client.send(request, BodyHandlers.ofString());
        }

        // Then
        assertThat(response.body()).contains("CUDA out of memory");
        assertThat(response.headers().firstValue("X-Teal-Outcome")).hasValue("error_body");
    }

    @Test
    void theEndOfTheInputEndsEverything() throws Exception {
        // When
        demo.type("blue-1 clear");
        demo.endInput();

        // Then
        assertThat(demo.exitCode()).isZero();
        assertThat(demo.out()).contains("blue-1: nothing goes wrong any more").endsWith("Ending");
    }

    @Test
    void quitEndsEverything() throws Exception {
        demo.type("quit");

        assertThat(demo.exitCode()).isZero();
        assertThat(demo.out()).endsWith("Ending");
    }

    @Test
    void onceAndFaultsDoNotGoTogether() throws Exception {
        TealProcess both = TealProcess.finished("demo", "--once", "--faults");

        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).contains("--once and --release end by themselves; --faults needs it to go on");
    }

    @Test
    void theAnswerIsPrintedAsItIs() throws Exception {
        // When
        int before = demo.lines();
        Matcher end = Pattern.compile("^  (blue-\\d), ").matcher(say("ask 年假有几天？", ANSWERED));

        // Then
        assertThat(end.find()).isTrue();
        assertThat(demo.findAfter(before, "^关于“年假有几天？”：")).contains("（" + end.group(1) + "，");
    }
}
