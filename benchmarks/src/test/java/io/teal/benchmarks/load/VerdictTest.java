package io.teal.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Map<String, String> EVENTS = Map.of("content-type", "text/event-stream; charset=utf-8");

    @Test
    void aWholeAnswerEndsWithItsLastWords() {
        assertThat(Verdict.of(new Reply(
                        200,
                        EVENTS,
                        "data: {\"docs\": [\"d\"], \"choices\": [{\"delta\": {\"content\": \"\"}}]}\r\n\r\n: ping\r\n\r\n"
                                + token("需要（a，") + token("知识库版本 1）。"))))
                .isEqualTo(new Ending.Whole());
    }

    @Test
    void successIsNotWhatTheStatusSays() {
        assertThat(Verdict.of(new Reply(200, EVENTS, token("需要提前")))).isEqualTo(failed("half an answer"));
        assertThat(Verdict.of(new Reply(200, EVENTS, ": ping\r\n\r\n"))).isEqualTo(failed("empty answer"));
        assertThat(Verdict.of(new Reply(200, EVENTS, token("好）。") + "data: {\"error\": \"\"}\r\n\r\n")))
                .isEqualTo(failed("error event"));
        assertThat(Verdict.of(new Reply(200, EVENTS, "data: {\"cut\r\n\r\n"))).isEqualTo(failed("error event"));
        assertThat(Verdict.of(new Reply(200, Map.of("content-type", "application/json"), "{\"code\": 404}")))
                .isEqualTo(failed("no event stream"));
    }

    @Test
    void aRefusalSaysWhenToComeBack() {
        assertThat(Verdict.of(new Reply(429, Map.of("retry-after", "7"), "{}")))
                .isEqualTo(new Ending.Refused(Duration.ofSeconds(7)));
        assertThat(Verdict.of(new Reply(429, Map.of(), "{}"))).isEqualTo(failed("status 429 without Retry-After"));
        assertThat(Verdict.of(new Reply(429, Map.of("retry-after", "soon"), "{}")))
                .isEqualTo(failed("status 429"));
    }

    @Test
    void only503OfTheQueueIsARefusal() {
        Map<String, String> later = Map.of("retry-after", "3");
        assertThat(Verdict.of(new Reply(503, later, "{\"error\": {\"type\": \"queue_timeout\"}}")))
                .isEqualTo(new Ending.Refused(Duration.ofSeconds(3)));
        assertThat(Verdict.of(new Reply(503, later, "{\"error\": {\"type\": \"no_server\"}}")))
                .isEqualTo(failed("status 503"));
        assertThat(Verdict.of(new Reply(503, later, "<html>"))).isEqualTo(failed("status 503"));
        assertThat(Verdict.of(new Reply(503, Map.of(), "{\"error\": {\"type\": \"queue_timeout\"}}")))
                .isEqualTo(failed("status 503 without Retry-After"));
    }

    @Test
    void everyOtherStatusIsAnError() {
        assertThat(Verdict.of(new Reply(500, Map.of("retry-after", "3"), ""))).isEqualTo(failed("status 500"));
        assertThat(Verdict.of(new Reply(204, Map.of(), ""))).isEqualTo(failed("status 204"));
    }

    private static String token(String text) {
        return "data: {\"choices\": [{\"delta\": {\"content\": \"" + text + "\"}}]}\r\n\r\n";
    }

    private static Ending failed(String why) {
        return new Ending.Failed(why);
    }
}
