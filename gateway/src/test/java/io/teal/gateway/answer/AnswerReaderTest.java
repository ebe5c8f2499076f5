package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which answers are read, and what a reader says while one passes. */
class AnswerReaderTest {
    private static final String ERROR = "data: {\"error\": \"x\"}\n\n";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "CHATCHAT, QUESTION, text/event-stream,                  -,        true",
                "CHATCHAT, AGENT,    text/event-stream,                  -,        true",
                "OPENAI,   QUESTION, Text/Event-Stream ; charset=UTF-8,  -,        true",
                "OPENAI,   QUESTION, text/event-stream,                  identity, true",
                "OPENAI,   QUESTION, text/event-stream,                  '',       true",
                "OPENAI,   QUESTION, text/event-stream,                  gzip,     false",
                "CHATCHAT, OTHER,    text/event-stream,                  -,        false",
                "NONE,     QUESTION, text/event-stream,                  -,        false",
                "CHATCHAT, QUESTION, text/event-streams,                 -,        false",
                "CHATCHAT, QUESTION, -,                                  -,        false"
            })
    void readsTheEventsOfAnswersToQuestions(
            Dialect dialect, Asked asked, String type, String encoding, boolean isRead) {
        AnswerReader reader = AnswerReader.of(dialect, asked, 200, type, encoding);
        Reading reading = new Reading(reader).read(ERROR).end();

        assertThat(reader.failed()).isEqualTo(isRead ? Outcome.ERROR_EVENT : null);
        assertThat(reading.result().outcome()).isEqualTo(isRead ? Outcome.ERROR_EVENT : Outcome.OK);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "CHATCHAT, QUESTION, 200, text/event-stream, -,    true",
                "CHATCHAT, OTHER,    200, text/event-stream, -,    true",
                "NONE,     OTHER,    200, text/event-stream, -,    true",
                "CHATCHAT, QUESTION, 200, text/event-stream, gzip, false",
                "CHATCHAT, QUESTION, 200, application/json,  -,    false",
                "CHATCHAT, QUESTION, 500, text/event-stream, -,    false",
                "CHATCHAT, OTHER,    200, -,                 -,    false"
            })
    void knowsWhereCommentsCanBe(
            Dialect dialect, Asked asked, int status, String type, String encoding, boolean possible) {
        AnswerReader reader = AnswerReader.of(dialect, asked, status, type, encoding);

        assertThat(reader.eventStream()).isEqualTo(possible);
        assertThat(reader.betweenEvents()).isTrue();
        new Reading(reader).read("x");
        assertThat(reader.betweenEvents()).isFalse();
    }

    @Test
    void anAnswerNobodyReadsHasBegunAtOnceUnlessItIsEncoded() {
        AnswerReader other = AnswerReader.of(Dialect.CHATCHAT, Asked.OTHER, 200, Reading.EVENTS, null);
        AnswerReader redirect = AnswerReader.of(Dialect.CHATCHAT, Asked.QUESTION, 307, null, null);
        AnswerReader encoded = AnswerReader.of(Dialect.CHATCHAT, Asked.QUESTION, 200, Reading.JSON, "br");

        assertThat(other.begun()).isTrue();
        assertThat(redirect.begun()).isTrue();
        assertThat(redirect.outcome()).isEqualTo(Outcome.OK);
        assertThat(encoded.begun()).isFalse();
        new Reading(encoded).read("x");
        assertThat(encoded.begun()).isTrue();
        assertThat(encoded.events()).isEqualTo(1);
    }

    @Test
    void commentsOfAnAnswerNobodyReadsAreProgress() {
        Reading reading = new Reading(AnswerReader.of(Dialect.CHATCHAT, Asked.OTHER, 200, Reading.EVENTS, null));

        reading.read(Samples.PING).read(Samples.PING);

        assertThat(reading.reader().events()).isEqualTo(2);
        assertThat(reading.reader().betweenEvents()).isTrue();
    }

    @Test
    void commentsOfAnAnswerAreNoProgress() {
        Reading reading = Reading.stream(Dialect.CHATCHAT).read(Samples.PING);
        AnswerReader reader = reading.reader();

        assertThat(reader.events()).isZero();
        reading.read(Samples.chunk("", Samples.DOCS));
        assertThat(reader.events()).isEqualTo(1);
        assertThat(reader.begun()).isFalse();
        reading.read("data: {\"answer\": \"a\"}\r\n");
        assertThat(reader.begun()).isFalse();
        assertThat(reader.betweenEvents()).isFalse();
        reading.read("\r\n");
        assertThat(reader.begun()).isTrue();
        assertThat(reader.betweenEvents()).isTrue();
        assertThat(reader.events()).isEqualTo(2);
    }

    @Test
    void aRefusalHasFailedAtOnceUnlessItsBodyMayKnowBetter() {
        assertThat(Reading.of(Dialect.OPENAI, 500, null).reader().failed()).isEqualTo(Outcome.SERVER_ERROR);
        assertThat(Reading.of(Dialect.OPENAI, 404, null).reader().failed()).isEqualTo(Outcome.CLIENT_ERROR);
        assertThat(Reading.of(Dialect.NONE, 400, null).reader().failed()).isEqualTo(Outcome.CLIENT_ERROR);
        assertThat(Reading.of(Dialect.OPENAI, 400, null).reader().failed()).isNull();
    }

    @Test
    void anEncodedRefusalSaysNothing() {
        AnswerReader reader = AnswerReader.of(Dialect.OPENAI, Asked.QUESTION, 400, Reading.JSON, "gzip");

        new Reading(reader).read("{\"object\":\"error\",\"code\":50001}").end();

        assertThat(reader.outcome()).isEqualTo(Outcome.CLIENT_ERROR);
        assertThat(reader.error()).isEmpty();
    }

    @Test
    void bareJsonIsProgressEachTimeAndTakesNoComment() {
        Reading reading = Reading.stream(Dialect.CHATCHAT).read("{\"answer\":\"你\"}");
        AnswerReader reader = reading.reader();

        assertThat(reader.begun()).isTrue();
        reading.read("{\"answer\":").read("\"好\"}\n\n");
        assertThat(reader.events()).isEqualTo(3);
        assertThat(reader.betweenEvents()).isFalse();
        assertThat(reading.end().result().outcome()).isEqualTo(Outcome.OK);
    }

    @Test
    void leavesBuffersAsTheyAre() {
        byte[] bytes = ("xx" + Samples.chunk("年假", "") + "data: ").getBytes(StandardCharsets.UTF_8);
        for (ByteBuf buffer : new ByteBuf[] {
            Unpooled.wrappedBuffer(bytes),
            Unpooled.directBuffer().writeBytes(bytes),
            Unpooled.compositeBuffer()
                    .addComponent(true, Unpooled.copiedBuffer(bytes, 0, 50))
                    .addComponent(true, Unpooled.copiedBuffer(bytes, 50, bytes.length - 50)),
            Unpooled.wrappedBuffer(bytes).asReadOnly()
        }) {
            buffer.readerIndex(2);
            AnswerReader reader = Reading.stream(Dialect.CHATCHAT).reader();

            reader.read(buffer);

            assertThat(reader.begun()).isTrue();
            assertThat(reader.betweenEvents()).isFalse();
            assertThat(buffer.readerIndex()).isEqualTo(2);
            assertThat(buffer.refCnt()).isEqualTo(1);
            buffer.readerIndex(0);
            assertThat(buffer).isEqualTo(Unpooled.wrappedBuffer(bytes));
            buffer.release();
        }
    }

    @Test
    void largeBuffersFromOutsideOfTheHeapAreReadWhole() {
        String tokens = Samples.chunk("年假", "").repeat(1000);
        Reading reading = Reading.stream(Dialect.CHATCHAT).readDirect(tokens.getBytes(StandardCharsets.UTF_8));

        assertThat(tokens.length()).isGreaterThan(200_000);
        assertThat(reading.reader().events()).isEqualTo(1000);
        assertThat(reading.end().result().outcome()).isEqualTo(Outcome.OK);
    }

    @Test
    void nothingReadIsNothingKnown() {
        AnswerReader reader = Reading.stream(Dialect.OPENAI).reader();

        reader.read(Unpooled.EMPTY_BUFFER);

        assertThat(reader.events()).isZero();
        assertThat(reader.failed()).isNull();
        assertThat(reader.error()).isEmpty();
    }
}
