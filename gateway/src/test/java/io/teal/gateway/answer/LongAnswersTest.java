package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of what is longer than is kept, the beginning tells. */
class LongAnswersTest {
    private static final String LONG = "长".repeat(400_000);

    private static Reading.Result stream(String text) {
        return Reading.stream(Dialect.CHATCHAT).read(text).end().result();
    }

    private static Reading.Result body(String text) {
        return Reading.body(Dialect.CHATCHAT).read(text).end().result();
    }

    @Test
    void aLongTokenIsOne() {
        assertThat(stream(Samples.chunk(LONG, "")).outcome()).isEqualTo(Outcome.OK);
        assertThat(stream(Samples.event("{\"answer\": \"" + LONG + "\"}")).begun())
                .isTrue();
        assertThat(stream(Samples.event(LONG)).begun()).isTrue();
    }

    @Test
    void longDocumentsAreDocumentsAndNoToken() {
        String docs = Samples.chunk("", LONG + "\", \"" + LONG);

        assertThat(stream(docs)).isEqualTo(new Reading.Result(Outcome.EMPTY, null, "", false, 1));
        assertThat(stream(docs + Samples.chunk("年", ""))).isEqualTo(new Reading.Result(Outcome.OK, null, "", true, 2));
        assertThat(stream(Samples.event(Samples.direct("\"" + LONG + "\""))).outcome())
                .isEqualTo(Outcome.OK);
        assertThat(body("\"" + Samples.direct("\"" + LONG + "\"").replace("\"", "\\\"") + "\"")
                        .outcome())
                .isEqualTo(Outcome.OK);
    }

    @Test
    void aLongErrorIsToldByItsBeginning() {
        String wanted = "长".repeat(JsonText.MOST_ERROR / 3);

        assertThat(stream(Samples.event("{\"error\": \"" + LONG + "\"}")))
                .isEqualTo(new Reading.Result(Outcome.ERROR_EVENT, Outcome.ERROR_EVENT, wanted, false, 1));
        assertThat(stream(Samples.event("{\"error\": {\"message\": [\"" + LONG + "\"]}}"))
                        .error())
                .isEqualTo(wanted);
        assertThat(body("{\"error\": \"" + LONG + "\"}").error()).isEqualTo(wanted);
        assertThat(body("{\"data\": \"{\\\"error\\\": \\\"" + LONG + "\\\"}\"}").error())
                .isEqualTo(wanted);
        assertThat(Reading.of(Dialect.NONE, 500, null).read(LONG).end().result().error())
                .isEqualTo(wanted);
    }

    @Test
    void anErrorThatIsNullIsNoneWhenWhatComesWithItIsCutOff() {
        String answer = "{\"error\": null, \"model\": \"" + LONG + "\", \"choices\": []}";

        assertThat(stream(Samples.event(answer)).failed()).isNull();
        assertThat(body(answer).outcome()).isEqualTo(Outcome.OK);
    }

    @Test
    void aLongBodyWhoseAnswerIsCutOffIsOne() {
        assertThat(body("{\"choices\": [{\"logprobs\": \"" + LONG + "\", \"message\": {}}]}")
                        .outcome())
                .isEqualTo(Outcome.OK);
    }

    @Test
    void aLongBodyHasBegunAsSoonAsItIsLong() {
        String answer = "\"{\\\"choices\\\": [{\\\"message\\\": {\\\"content\\\": \\\"" + LONG;
        Reading reading = Reading.body(Dialect.CHATCHAT);

        reading.read(answer.substring(0, 1000));
        assertThat(reading.reader().begun()).isFalse();
        reading.read(answer.substring(1000, 20_000));
        assertThat(reading.reader().begun()).isTrue();
        assertThat(reading.reader().held()).isZero();
        assertThat(reading.end().reader().outcome()).isEqualTo(Outcome.OK);
    }

    @Test
    void aLongBodyWithAnErrorHasFailedAsSoonAsItIsLong() {
        Reading reading = Reading.body(Dialect.OPENAI).read("{\"error\": {\"message\": \"" + LONG);

        assertThat(reading.reader().failed()).isEqualTo(Outcome.ERROR_BODY);
        assertThat(reading.reader().begun()).isFalse();
    }

    @Test
    void aLongRefusalOfFastChatIsJudgedByItsStatus() {
        String body = "{\"object\":\"error\",\"message\":\"" + LONG + "\",\"code\":50001}";

        assertThat(Reading.of(Dialect.OPENAI, 400, Reading.JSON)
                        .read(body)
                        .end()
                        .result()
                        .outcome())
                .isEqualTo(Outcome.CLIENT_ERROR);
    }

    /** Wherever it falls, into an escape, a character or behind a quotation mark, a token that is cut is a token. */
    @ParameterizedTest
    @ValueSource(strings = {"\\u4e2d", "\\\\", "\\n", "中", "😀", "a", "\\ud83d\\ude00", "\\\\\\\\n"})
    void theCutMayFallAnywhere(String unit) {
        String before = "{\"answer\": \"";
        for (int shift = 0; shift < 12; shift++) {
            String data = before + "x".repeat(shift) + unit.repeat(EventStream.MOST);
            assertThat(stream(Samples.event(data + "\"}")).outcome()).isEqualTo(Outcome.OK);
            String padded = "{\"pad\": \"" + "x".repeat(EventStream.MOST - 40 + shift) + "\", \"error\": \"";
            String error = Samples.event(padded + unit.repeat(20) + "\"}");
            assertThat(stream(error).failed()).isEqualTo(Outcome.ERROR_EVENT);
            assertThat(stream(error).error()).hasSizeBetween(0, 20).doesNotContain("\ufffd");
        }
    }

    @Test
    void aTokenCutBehindItsQuotationMarkIsOne() {
        String before = "{\"pad\": \"\", \"answer\": \"";
        String pad = "x".repeat(EventStream.MOST - before.length());

        String event = Samples.event(before.replace("\"\"", "\"" + pad + "\"") + "token\"}");
        assertThat(stream(event).outcome()).isEqualTo(Outcome.OK);
        String shorter = Samples.event(before.replace("\"\"", "\"" + pad.substring(1) + "\"") + "\"}");
        assertThat(stream(shorter).outcome()).isEqualTo(Outcome.EMPTY);
    }

    @Test
    void keepsNoMoreThanItSays() {
        Reading streamed = Reading.stream(Dialect.CHATCHAT);
        Reading whole = Reading.body(Dialect.CHATCHAT);
        Reading refused = Reading.of(Dialect.NONE, 500, null);
        byte[] piece = ("data: " + LONG).substring(0, 1000).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 100; i++) {
            for (Reading reading : new Reading[] {streamed, whole, refused}) {
                reading.read(piece);
                assertThat(reading.reader().held()).isLessThanOrEqualTo(EventStream.MOST + 1);
            }
        }

        streamed.read("\n\n");
        assertThat(streamed.reader().held()).isZero();
    }
}
