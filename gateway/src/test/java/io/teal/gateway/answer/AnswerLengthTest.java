package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long an answer is for its reader, and what Chatchat calls it. */
class AnswerLengthTest {
    private static AnswerReader read(Dialect dialect, String type, String body) {
        AnswerReader reader = AnswerReader.of(dialect, Asked.QUESTION, 200, type, null);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        for (byte one : bytes) {
            reader.read(Unpooled.wrappedBuffer(new byte[] {one}));
        }
        reader.end();
        return reader;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"choices\":[{\"delta\":{\"content\":\"年假\"}}]} | {\"choices\":[{\"delta\":{\"content\":\"ok\"}}]} | 4",
                "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]} | {\"choices\":[{\"delta\":{\"content\":\"ok\"}}]} | 2",
                "{\"answer\":\"one\"} | {\"docs\":[\"a long document\"]} | 3",
                "{\"text\":\"one\"} | {\"text\":\" two\"} | 7",
                "plain 年 | 😀 | 9",
            })
    void ofAStreamTheTextsCount(String first, String second, int characters) {
        AnswerReader reader =
                read(Dialect.CHATCHAT, "text/event-stream", "data: " + first + "\n\ndata: " + second + "\n\n");

        assertThat(reader.characters()).isEqualTo(characters);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"choices\":[{\"message\":{\"content\":\"年假需提前\"}}]} | 5",
                "\"{\\\"choices\\\": [{\\\"message\\\": {\\\"content\\\": \\\"年假\\\"}}]}\" | 2",
                "\"a plain string\" | 14",
                "[1,2] | -1",
                "{\"code\":404,\"msg\":\"\"} | -1",
            })
    void ofABodyItsTextCounts(String body, int characters) {
        assertThat(read(Dialect.CHATCHAT, "application/json", body).characters())
                .isEqualTo(characters);
    }

    @Test
    void whatIsTooLongToBeKeptHasNoKnownLength() {
        String body = "{\"choices\":[{\"message\":{\"content\":\"" + "x".repeat(40_000) + "\"}}]}";

        assertThat(read(Dialect.OPENAI, "application/json", body).characters()).isNegative();
        assertThat(AnswerReader.of(Dialect.NONE, Asked.OTHER, 200, null, null).characters())
                .isNegative();
    }

    @Test
    void theFirstNameOfAMessageIsKept() {
        String named = "data: {\"text\":\"a\",\"message_id\":\"%s\"}\n\n";

        assertThat(read(Dialect.CHATCHAT, "text/event-stream", named.formatted("one") + named.formatted("two"))
                        .messageId())
                .isEqualTo("one");
        assertThat(read(Dialect.CHATCHAT, "text/event-stream", named.formatted("x".repeat(33)))
                        .messageId())
                .isNull();
        assertThat(read(Dialect.CHATCHAT, "application/json", "{\"text\":\"a\",\"message_id\":null}")
                        .messageId())
                .isNull();
        assertThat(read(Dialect.CHATCHAT, "application/json", "{\"text\":\"a\",\"message_id\":\"m\"}")
                        .messageId())
                .isEqualTo("m");
    }
}
