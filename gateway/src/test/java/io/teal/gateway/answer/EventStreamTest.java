package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of event streams, with the examples of the standard; {@code ~} stands for CR and {@code |} for LF. */
class EventStreamTest {
    /** Keeps what is found. */
    private static final class Found implements EventStream.Sink {
        private final List<String> events = new ArrayList<>();
        private int bare;

        @Override
        public void event(byte[] bytes, int from, int length, boolean cut) {
            events.add((cut ? "cut " : "") + new String(bytes, from, length, StandardCharsets.UTF_8));
        }

        @Override
        public void bare() {
            bare++;
        }
    }

    private static byte[] bytes(String text) {
        return text.replace('~', '\r').replace('|', '\n').getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> events(String text) {
        Found whole = new Found();
        byte[] bytes = bytes(text);
        new EventStream(whole).read(bytes, 0, bytes.length);
        Found single = new Found();
        EventStream stream = new EventStream(single);
        for (int i = 0; i < bytes.length; i++) {
            stream.read(bytes, i, i + 1);
        }
        assertThat(single.events).isEqualTo(whole.events);
        return whole.events;
    }

    private static boolean between(String text) {
        EventStream stream = new EventStream(new Found());
        byte[] bytes = bytes(text);
        stream.read(bytes, 0, bytes.length);
        return stream.betweenEvents();
    }

    @Test
    void examplesOfTheStandard() {
        assertThat(events("data: YHOO|data: +2|data: 10||")).containsExactly("YHOO\n+2\n10");
        assertThat(events(": test stream||data: first event|id: 1||data:second event|id||data:  third event||"))
                .containsExactly("first event", "second event", " third event");
        assertThat(events("data||data|data||data:")).containsExactly("", "\n");
        assertThat(events("data:test||data: test||")).containsExactly("test", "test");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'data: a||'; a",
                "'data: a~|~|'; a",
                "'data: a~~'; a",
                "'data: a~|~'; a",
                "'data: a|~|'; a",
                "'data: a~||'; a",
                "'data:a||'; a",
                "'data:  a||'; ' a'",
                "'data:\ta||'; '\ta'",
                "'\ufeffdata: a||'; a",
                "'event: x|id: 1|retry: 5|data: a||'; a",
                "'data: a|event: x||'; a",
                "': c|data: a|: c||'; a",
                "'data: a: b||'; 'a: b'",
                "'data: 中文😀||'; 中文😀",
                "'||data: a||'; a"
            })
    void findsTheData(String text, String data) {
        assertThat(events(text)).containsExactly(data);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "'data: a'",
        "'data: a|'",
        "'data: a~|'",
        "': data: a||'",
        "'datax: a||'",
        "'dat: a||'",
        "'Data: a||'",
        "' data: a||'",
        "'data : a||'",
        "'event: x||'",
        "'\ufeff\ufeffdata: a||'",
        "'x\ufeffdata: a||'"
    })
    void findsNothing(String text) {
        assertThat(events(text)).isEmpty();
    }

    @Test
    void anAbandonedMarkIsTheNameOfAField() {
        EventStream stream = new EventStream(new Found());
        byte[] bytes = {(byte) 0xef, (byte) 0xbb, 'd', 'a', 't', 'a', ':', 'x', '\n', '\n'};
        Found found = new Found();

        new EventStream(found).read(bytes, 0, bytes.length);
        stream.read(bytes, 0, 2);

        assertThat(found.events).isEmpty();
        assertThat(stream.betweenEvents()).isFalse();
    }

    @Test
    void joinedLinesAreBoundedToo() {
        String line = "x".repeat(EventStream.MOST - 1);

        assertThat(events("data: " + line + "|data: yz||")).containsExactly("cut " + line + "\n");
        assertThat(events("data: " + line + "y||")).containsExactly(line + "y");
        assertThat(events("data: " + line + "y|data||")).containsExactly("cut " + line + "y");
        assertThat(events("data: " + line + "yz||data: a||")).containsExactly("cut " + line + "y", "a");
    }

    @Test
    void bareJsonIsTold() {
        Found found = new Found();
        EventStream stream = new EventStream(found);
        byte[] bytes = bytes("data: a||{\"a\":1}{\"b\":2}|{}|data: b||");

        stream.read(bytes, 0, 15);
        stream.read(bytes, 15, bytes.length);

        assertThat(found.bare).isEqualTo(3);
        assertThat(found.events).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "'\ufeff', true",
        "'data: a||', true",
        "'data: a~|~|', true",
        "'data: a~~', true",
        "': ping|', true",
        "': ping||', true",
        "': pi', false",
        "': ping~|~|', true",
        "'data: a|', false",
        "'data: a|: c|', false",
        "'id: 1|', false",
        "'data: a~|~', false",
        "'data: a||data: b~|~', false",
        "'d', false",
        "'data: a||d', false"
    })
    void knowsWhereItIsBetweenEvents(String text, boolean between) {
        assertThat(between(text)).isEqualTo(between);
    }
}
