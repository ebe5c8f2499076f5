package io.teal.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.gateway.question.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stored answer says of itself, and that nobody can change it. */
class StoredAnswerTest {
    private static final String TOKEN =
            "{\"id\": \"chat12\", \"created\": 1731132010, \"choices\": [{\"delta\": {\"content\": \"年假。\"}}]}";

    @Test
    void aStreamKnowsWhereItsEventsEnd() {
        byte[] first = Events.utf8("data: a\n\n");
        byte[] second = Events.utf8("data: [DONE]\n\n");

        StoredAnswer answer = StoredAnswer.ofEvents(Shape.MODEL_SERVER, Events.TYPE, List.of(first, second));

        assertThat(answer.streamed()).isTrue();
        assertThat(answer.events()).isEqualTo(2);
        assertThat(answer.end(0)).isEqualTo(first.length);
        assertThat(answer.end(1)).isEqualTo(answer.length()).isEqualTo(first.length + second.length);
        assertThat(Events.text(answer.bytes())).isEqualTo("data: a\n\ndata: [DONE]\n\n");
        assertThat(answer.contentType()).isEqualTo(Events.TYPE);
        assertThat(answer.shape()).isEqualTo(Shape.MODEL_SERVER);
    }

    @Test
    void aBodyHasNoEvents() {
        StoredAnswer answer = StoredAnswer.ofWhole(Shape.MODEL_SERVER, "application/json", Events.utf8("{}"));

        assertThat(answer.streamed()).isFalse();
        assertThat(answer.events()).isZero();
        assertThat(answer.length()).isEqualTo(2);
    }

    @Test
    void whatIsHandedOutAndWhatWasGivenAreNotItsOwn() {
        byte[] given = Events.utf8("{\"id\": \"12\"}");
        StoredAnswer whole = StoredAnswer.ofWhole(Shape.MODEL_SERVER, "application/json", given);
        byte[] event = Events.utf8("data: a\n\n");
        StoredAnswer stream = StoredAnswer.ofEvents(Shape.MODEL_SERVER, Events.TYPE, List.of(event));
        String before = Events.text(whole.bytes());

        given[0] = 'x';
        event[0] = 'x';
        whole.bytes()[0] = 'x';

        assertThat(Events.text(whole.bytes())).isEqualTo(before);
        assertThat(Events.text(stream.bytes())).isEqualTo("data: a\n\n");
    }

    @Test
    void itsWeightIsMoreThanItsBytesAndNeverChanges() {
        StoredAnswer answer = Events.answer(Shape.KB_CHAT, "\r\n", TOKEN, TOKEN, TOKEN);
        int weight = answer.weight();

        StoredAnswer whole = answer.asWhole();

        assertThat(weight).isGreaterThan(answer.length() + whole.length()).isLessThan(3 * answer.length() + 1000);
        assertThat(answer.weight()).isEqualTo(weight);
    }

    @Test
    void emptyEventsAndTooManyBytesAreRefused() {
        byte[] part = new byte[StoredAnswer.MOST / 4 + 1];
        assertThatThrownBy(() -> StoredAnswer.ofEvents(Shape.KB_CHAT, Events.TYPE, List.of(new byte[0])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StoredAnswer.ofEvents(Shape.KB_CHAT, Events.TYPE, List.of(part, part, part, part)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StoredAnswer.ofWhole(Shape.KB_CHAT, "", new byte[StoredAnswer.MOST + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTextIsWhatTheUserReads() {
        StoredAnswer answer = StoredAnswer.ofEvents(
                Shape.KB_CHAT,
                Events.TYPE,
                List.of(
                        Events.utf8("data: " + TOKEN + "\r\n\r\n"),
                        Events.utf8("event: x\r\n\r\n"),
                        Events.utf8("data: {\"answer\": \"a\", \"docs\": [\"b\"]}\r\n\r\n"),
                        Events.utf8("data: {\"text\": \"\\u5e74\\n\"}\r\n\r\n"),
                        Events.utf8("data: not json\r\n\r\n"),
                        Events.utf8("data: {\"choices\": [{\"text\": \"c\"}]}\r\n\r\n"),
                        Events.utf8("data:  [DONE] \r\n\r\n")));

        assertThat(answer.text()).isEqualTo("年假。a年\nnot jsonc");
    }

    @Test
    void whatIsLoggedOfItIsNotItsText() {
        assertThat(Events.answer(Shape.KB_CHAT, "\r\n", TOKEN).toString())
                .contains("KB_CHAT")
                .doesNotContain("年假");
    }
}
