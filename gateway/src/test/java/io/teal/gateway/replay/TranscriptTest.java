package io.teal.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read out of answers. */
class TranscriptTest {
    private static final String DOCS = "\"docs\": [\"出处 [1] [员工手册.md](http://127.0.0.1:7861/x) \\n\\n第四章\","
            + " \"出处 [2] [合同.pdf] \\n\\n乙方\", \"出处 [3] [员工手册.md](http://127.0.0.1:7861/x) \\n\\n第五章\"]";

    private static String chunk(String extra, String content) {
        return "{\"object\": \"chat.completion.chunk\", " + extra + "\"choices\": [{\"delta\": {\"content\": "
                + Json.quoted(content) + "}}]}";
    }

    private static Transcript stream(String body, int most) {
        return Transcript.of(Events.utf8(body), true, most);
    }

    private static Transcript whole(String body) {
        return Transcript.of(Events.utf8(body), false, 1000);
    }

    @Test
    void aStreamOfKbChatHasDocumentsThenTokens() {
        String body = ": ping\r\n\r\ndata: " + chunk(DOCS + ", ", "") + "\r\n\r\n: ping - 2024\r\n\r\ndata: "
                + chunk("", "年假") + "\r\n\r\ndata: " + chunk("", "10 天。") + "\r\n\r\n";

        Transcript read = stream(body, 1000);

        assertThat(read.text()).isEqualTo("年假10 天。");
        assertThat(read.cut()).isFalse();
        assertThat(read.documents()).containsExactly("员工手册.md", "合同.pdf");
        assertThat(read.error()).isEmpty();
    }

    @Test
    void aStreamOfAModelServerEndsWithItsMark() {
        String body = "data: " + chunk("", "Ten") + "\n\ndata: " + chunk("", " days") + "\n\ndata: [DONE]\n\n";

        assertThat(stream(body, 1000).text()).isEqualTo("Ten days");
    }

    @Test
    void moreThanIsKeptIsCut() {
        String body = "data: " + chunk("", "123456") + "\n\ndata: " + chunk("", "7890") + "\n\n";

        Transcript read = stream(body, 8);

        assertThat(read.text()).isEqualTo("12345678");
        assertThat(read.cut()).isTrue();
    }

    @Test
    void whatDidNotComeToItsEndIsNotRead() {
        assertThat(stream("data: " + chunk("", "年假") + "\n\ndata: {\"choices\": [{\"del", 1000)
                        .text())
                .isEqualTo("年假");
    }

    @Test
    void anOlderChatchatHasDocumentsLast() {
        Transcript read = stream("data: {\"answer\": \"十天\"}\n\ndata: {" + DOCS + "}\n\n", 1000);

        assertThat(read.text()).isEqualTo("十天");
        assertThat(read.documents()).containsExactly("员工手册.md", "合同.pdf");
    }

    @Test
    void nothingFoundIsNoDocument() {
        Transcript read = stream(
                "data: {\"docs\": [\"<span style='color:red'>未找到相关文档,该回答为大模型自身能力解答！</span>\"],"
                        + " \"choices\": [{\"delta\": {\"content\": \"\"}}]}\n\n",
                1000);

        assertThat(read.documents()).isEmpty();
    }

    @Test
    void aDocumentWithoutANameIsKnownByItsFirstLine() {
        assertThat(stream("data: {\"docs\": [\"handbook \\n rest\"]}\n\n", 1000).documents())
                .containsExactly("handbook");
    }

    @Test
    void anErrorOfAStreamIsHeard() {
        Transcript read = stream("data: " + chunk("", "年") + "\n\ndata: {\"error\": \"out of memory\"}\n\n", 1000);

        assertThat(read.text()).isEqualTo("年");
        assertThat(read.error()).isEqualTo("out of memory");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Ten\"},\"finish_reason\":\"stop\"}]} | Ten | ``",
                "\"{\\\"choices\\\": [{\\\"message\\\": {\\\"content\\\": \\\"Ten\\\"}}]}\" | Ten | ``",
                "{\"data\":\"{\\\"error\\\": \\\"no model\\\"}\"} | `` | no model",
                "{\"code\":404,\"msg\":\"unknown base\",\"data\":null} | `` | unknown base",
                "{\"object\":\"error\",\"error\":{\"message\":\"busy\"}} | `` | {\"message\":\"busy\"}",
                "null | `` | ``",
                "`` | `` | ``",
                "Internal Server Error | Internal Server Error | ``",
            })
    void aBodyIsReadForItsTextOrItsError(String body, String text, String error) {
        Transcript read = whole(body);

        assertThat(read.text()).isEqualTo(text);
        assertThat(read.error()).isEqualTo(error);
    }

    @Test
    void whatOnlyCallsItselfAStreamIsABody() {
        assertThat(stream("{\"code\":404,\"msg\":\"unknown base\",\"data\":null}", 1000)
                        .error())
                .isEqualTo("unknown base");
    }
}
