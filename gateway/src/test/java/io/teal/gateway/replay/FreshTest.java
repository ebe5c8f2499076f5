package io.teal.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.question.Shape;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is new in a replay: ids and times, and nothing else. */
class FreshTest {
    private static final long NOW = 1_893_456_000;

    private static StoredAnswer stream(String... data) {
        return Events.answer(Shape.KB_CHAT, "\r\n", data);
    }

    private static String id(String id) {
        return "{\"id\": \"" + id + "\", \"choices\": []}";
    }

    private static List<String> ids(StoredAnswer answer, byte[] body) {
        List<String> ids = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < answer.events(); i++) {
            String event = Events.text(java.util.Arrays.copyOfRange(body, from, answer.end(i)));
            ids.add(new JsonObject(event.substring(6)).getString("id"));
            from = answer.end(i);
        }
        return ids;
    }

    @Test
    void aUuidBecomesAnotherRandomOne() {
        StoredAnswer answer =
                stream(id("chat6b1f0c8e-2b53-4b52-9a41-7e1b6b0e4a10"), id("0F6D0A52-6F0E-1A64-1F0B-0F7A0D6A1C11"));
        Set<String> seen = new HashSet<>();

        for (int i = 0; i < 200; i++) {
            List<String> ids = ids(answer, Events.fresh(answer, NOW));
            for (String id : ids) {
                UUID uuid = UUID.fromString(id.replace("chat", ""));
                assertThat(uuid.version()).isEqualTo(4);
                assertThat(uuid.variant()).isEqualTo(2);
                assertThat(seen.add(uuid.toString())).isTrue();
            }
            assertThat(ids.getFirst()).startsWith("chat").isLowerCase();
        }
    }

    @Test
    void everyDigitOfAUuidIsDrawn() {
        StoredAnswer answer = stream(id("chat6b1f0c8e-2b53-4b52-9a41-7e1b6b0e4a10"));
        List<Set<Character>> digits = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            digits.add(new HashSet<>());
        }

        for (int i = 0; i < 1000; i++) {
            String id = ids(answer, Events.fresh(answer, NOW)).getFirst();
            for (int at = 0; at < id.length(); at++) {
                boolean unused = digits.get(at).add(id.charAt(at));
            }
        }

        for (int at = 4; at < 40; at++) {
            int inUuid = at - 4;
            int wanted =
                    switch (inUuid) {
                        case 8, 13, 14, 18, 23 -> 1;
                        case 19 -> 4;
                        default -> 16;
                    };
            assertThat(digits.get(at)).as("digit %s", inUuid).hasSize(wanted);
        }
    }

    @Test
    void whatWasEqualStaysSoAndWhatDifferedDiffers() {
        StoredAnswer answer = stream(
                id("chatcmpl-12"),
                id("chatcmpl-13"),
                id("chatcmpl-12"),
                id("chat6aa251c3"),
                id("chat6aa251c4"),
                id("chat6aa251c3"));
        for (int i = 0; i < 100; i++) {
            List<String> ids = ids(answer, Events.fresh(answer, NOW));

            assertThat(ids.get(0)).isEqualTo(ids.get(2)).isNotEqualTo(ids.get(1));
            assertThat(ids.get(3)).isEqualTo(ids.get(5)).isNotEqualTo(ids.get(4));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "chatcmpl-427,                              chatcmpl-[0-9]{3}",
        "chatcmpl-0f6d0a526f0e4a649f0b0f7a0d6a1c11, chatcmpl-[0-9a-f]{32}",
        "chat6aa251c3,                              chat[0-9a-f]{8}",
        "cmpl-77,                                   cmpl-[0-9]{2}",
        "chatcmpl-zq7XABk3,                         chatcmpl-zq[0-9]X[0-9A-F]{2}k[0-9]",
        "req_99-ab,                                 r[0-9a-f]q_[0-9]{2}-[0-9a-f]{2}",
        "标识-99,                                    标识-[0-9]{2}",
        "chat,                                      [0-9a-f]h[0-9a-f]t",
        "xyz,                                       xyz"
    })
    void anIdKeepsItsForm(String id, String pattern) {
        StoredAnswer answer = stream(id(id));
        Set<String> seen = new HashSet<>();

        for (int i = 0; i < 50; i++) {
            String fresh = ids(answer, Events.fresh(answer, NOW)).getFirst();
            assertThat(fresh).matches(pattern);
            seen.add(fresh);
        }

        assertThat(seen.size() > 1).isEqualTo(!id.equals("xyz"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat\\u00e912", "a\\\"12", "\\\\12", ""})
    void anIdWithEscapesStaysAsItIs(String id) {
        StoredAnswer answer = stream(id(id));

        assertThat(Events.fresh(answer, NOW)).isEqualTo(answer.bytes());
    }

    @Test
    void aVeryLongIdStaysAsItIs() {
        StoredAnswer answer = stream(id("7".repeat(300)));

        assertThat(Events.fresh(answer, NOW)).isEqualTo(answer.bytes());
    }

    @Test
    void onlyIdsAndTimesAtTheTopAreWritten() {
        String event =
                "{\"id\": \"chat77\", \"created\": 1731132010, \"message_id\": \"0f6d\", \"docs\": [\"id 12\", {\"id\":"
                        + " \"34\", \"created\": 1731132011}], \"choices\": [{\"id\": \"56\", \"delta\": {\"content\": \"{\\\"id\\\": \\\"78\\\"}\"}}]}";
        StoredAnswer answer = stream(event);

        String fresh = Events.text(Events.fresh(answer, NOW));

        String id = ids(answer, Events.fresh(answer, NOW)).getFirst();
        assertThat(id).matches("chat\\d\\d");
        assertThat(fresh.replaceFirst("chat\\d\\d", "chat77"))
                .isEqualTo("data: " + event.replace("1731132010", Long.toString(NOW)) + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "999999999",
                "17311320100",
                "1731132010.5",
                "-731132010",
                "\"1731132010\"",
                "null",
                "[1731132010]"
            })
    void aTimeOfAnotherFormStaysAsItIs(String created) {
        StoredAnswer answer = stream("{\"created\": " + created + "}");

        assertThat(Events.fresh(answer, NOW)).isEqualTo(answer.bytes());
    }

    @Test
    void whatIsNoJsonStaysAsItIs() {
        StoredAnswer answer = StoredAnswer.ofEvents(
                Shape.MODEL_SERVER,
                Events.TYPE,
                List.of(
                        Events.utf8("data: {\"id\": \"12\", \"created\": 1731132010\n\n"),
                        Events.utf8("data: [DONE]\n\n"),
                        Events.utf8("id: 12\n\n"),
                        Events.utf8("data: \"12\"\n\n")));

        assertThat(Events.fresh(answer, NOW)).isEqualTo(answer.bytes());
    }

    @Test
    void inDataOfSeveralLinesTheyAreFoundToo() {
        StoredAnswer answer = StoredAnswer.ofEvents(
                Shape.MODEL_SERVER,
                Events.TYPE,
                List.of(
                        Events.utf8(
                                "event: x\r\ndata: {\"model\": \"年假\",\r\ndata:\r\ndata:\"id\": \"12345678\",\r\ndata:   \"created\": 1731132010}\r\n\r\n")));

        String fresh = Events.text(Events.fresh(answer, NOW));

        assertThat(fresh)
                .matches(
                        "event: x\r\ndata: \\{\"model\": \"年假\",\r\ndata:\r\ndata:\"id\": \"\\d{8}\",\r\ndata:   \"created\": 1893456000}\r\n\r\n");
        assertThat(fresh).doesNotContain("12345678");
    }

    @Test
    void insideOfADoublyEncodedBodyTheyAreFoundBehindEscapes() {
        String inner =
                "{\"model\": \"年\\n\\u0001😀\", \"x\": \"\\\\\", \"id\": \"chat12345678\", \"created\": 1731132010}";
        String body = Json.quoted(inner).replace("x", "\\u0079\\u00e9\\u5e74\\ud83d\\ude00\\ud83d\\/");
        StoredAnswer answer = StoredAnswer.ofWhole(Shape.KB_CHAT, "application/json", Events.utf8(body));

        String fresh = Events.text(Events.fresh(answer, NOW));

        assertThat(fresh).hasSameSizeAs(body).contains("1893456000").doesNotContain("12345678");
        assertThat(fresh.replaceFirst("chat[0-9]{8}", "chat12345678").replace("1893456000", "1731132010"))
                .isEqualTo(body);
    }

    @Test
    void manyTimesTheSameKeyCostNoMoreThanAFew() {
        StoredAnswer answer = stream("{" + "\"created\": 1731132010, ".repeat(10) + "\"id\": \"12345678\"}");

        assertThat(Events.text(Events.fresh(answer, NOW)).split("1893456000", -1))
                .hasSize(5);
    }
}
