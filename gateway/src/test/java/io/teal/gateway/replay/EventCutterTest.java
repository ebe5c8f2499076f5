package io.teal.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a stream is cut into its events, one rule at a time. */
class EventCutterTest {
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void eventsEndInABlankLineOfEachKind(String end) {
        String first = "data: {\"a\": 1}" + end + end;
        String second = "event: x" + end + "data: 年假" + end + "data: b" + end + end;

        assertThat(Events.cut(first + second)).containsExactly(first, second);
    }

    @Test
    void lineEndsOfSeveralKindsInOneStreamAreKept() {
        assertThat(Events.cut("data: a\r\n\r\ndata: b\n\ndata: c\n\r\r\ndata: d\r\r"))
                .containsExactly("data: a\r\n\r\n", "data: b\n\n", "data: c\n\r", "data: d\r\r");
    }

    @Test
    void commentsAreDropped() {
        assertThat(Events.cut(": ping\r\n\r\ndata: a\r\n\r\n: ping\r\n\r\n:\r\n: b\r\n\r\ndata: b\r\n\r\n"))
                .containsExactly("data: a\r\n\r\n", "data: b\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void aCommentWithinAnEventIsDropped(String end) {
        String stream = String.join(end, ": first", "data: a", ": ping", ":", "data: b", ": last", "", "");

        assertThat(Events.cut(stream)).containsExactly(String.join(end, "data: a", "data: b", "", ""));
    }

    @Test
    void blankLinesThatEndNothingAreDropped() {
        assertThat(Events.cut("\n\r\n\r\rdata: a\n\n\n\r\ndata: b\n\n")).containsExactly("data: a\n\n", "data: b\n\n");
    }

    @Test
    void aMarkAtTheStartIsDroppedAndOneLaterIsNot() {
        assertThat(Events.cut("\uFEFFdata: a\n\n\uFEFFdata: b\n\n"))
                .containsExactly("data: a\n\n", "\uFEFFdata: b\n\n");
    }

    @Test
    void whatLooksLikeTheBeginningOfAMarkIsKept() {
        byte[] stream = {(byte) 0xef, (byte) 0xbb, 'x', '\n', '\n'};
        for (int piece = 1; piece <= stream.length; piece++) {
            assertThat(Events.cut(stream, piece)).containsExactly(stream);
        }
    }

    @Test
    void fieldsWithoutDataAreAnEventToo() {
        assertThat(Events.cut("retry: 100\n\ndata\n\nid: 1\n\n"))
                .containsExactly("retry: 100\n\n", "data\n\n", "id: 1\n\n");
    }

    @Test
    void theEndMarkIsAnEvent() {
        assertThat(Events.cut("data: {}\n\ndata: [DONE]\n\n")).containsExactly("data: {}\n\n", "data: [DONE]\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n\n", "\r\n\r\n", "\r\r"})
    void theLastEventComesWithItsLastByte(String end) {
        byte[] stream = ("data: a" + end).getBytes(StandardCharsets.UTF_8);
        EventCutter cutter = new EventCutter();
        List<byte[]> events = new ArrayList<>();

        cutter.read(stream, 0, stream.length - 1, events::add);
        assertThat(events).isEmpty();
        assertThat(cutter.held()).isEqualTo(stream.length - 1);

        cutter.read(stream, stream.length - 1, stream.length, events::add);
        assertThat(events).containsExactly(stream);
        assertThat(cutter.held()).isZero();
    }

    @Test
    void anEventWithoutItsBlankLineIsHeldAndIsNone() {
        byte[] stream = Events.utf8("data: a\r\n\r\ndata: b\r\n: c\r\nda");
        EventCutter cutter = new EventCutter();
        List<byte[]> events = new ArrayList<>();

        cutter.read(stream, 0, stream.length, events::add);

        assertThat(events).hasSize(1);
        assertThat(cutter.held()).isEqualTo("data: b\r\nda".length());
    }

    @Test
    void aLineFeedThatNobodyWaitedForBelongsToNothing() {
        byte[] stream = Events.utf8("data: a\r\r\ndata: b\n\r\n");
        for (int piece = 1; piece <= stream.length; piece++) {
            assertThat(Events.cut(stream, piece).stream().map(Events::text))
                    .containsExactly("data: a\r\r", "data: b\n\r");
        }
    }

    @Test
    void anEventOfManyMegabytesInSmallPiecesIsCut() {
        byte[] stream = Events.utf8("data: {\"docs\": [\"" + "长".repeat(3 << 20) + "\"]}\r\n\r\ndata: b\r\n\r\n");

        List<byte[]> events = Events.cut(stream, 1461);

        assertThat(events).hasSize(2);
        assertThat(events.getFirst()).hasSize(stream.length - 11);
        assertThat(Events.text(events.getLast())).isEqualTo("data: b\r\n\r\n");
    }

    @Test
    void memoryOfALargeEventIsGivenBack() {
        EventCutter cutter = new EventCutter();
        byte[] stream = Events.utf8("data: " + "x".repeat(1 << 20) + "\n\n");
        List<byte[]> events = new ArrayList<>();

        cutter.read(stream, 0, stream.length - 1, events::add);
        assertThat(cutter.held()).isEqualTo(stream.length - 1);
        cutter.read(stream, stream.length - 1, stream.length, events::add);

        assertThat(cutter.held()).isZero();
        assertThat(events).hasSize(1);
    }
}
