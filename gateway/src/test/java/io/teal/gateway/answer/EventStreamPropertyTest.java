package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Ten million events, cut into pieces anywhere, are found as by a parser that has the whole text before it and follows the
 * standard to the letter.
 */
class EventStreamPropertyTest {
    private static final long EVENTS = 10_000_000;
    private static final int BLOCK = 256 * 1024;
    private static final byte[][] WORDS = {
        bytes("a"),
        bytes("{\"answer\": \"合同\"}"),
        bytes("年假"),
        bytes("😀"),
        bytes(" "),
        bytes(":"),
        bytes("data"),
        {(byte) 0xe4, (byte) 0xb8},
        {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}
    };

    private final byte[] text = new byte[BLOCK + 128 * 1024];
    private final byte[] data = new byte[128 * 1024];
    private int length;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What was found, as a number of events and a sum over all their bytes and borders. */
    private static final class Sum implements EventStream.Sink {
        private long events;
        private long sum;

        @Override
        public void event(byte[] bytes, int from, int count, boolean cut) {
            events++;
            long hash = cut ? 7 : 1;
            for (int i = from; i < from + count; i++) {
                hash = hash * 31 + bytes[i];
            }
            sum = sum * 1_000_003 + hash;
        }

        @Override
        public void bare() {
            // Told as often as bytes come, so it depends on the pieces.
        }
    }

    @Test
    void findsWhatTheStandardSays() {
        SplittableRandom random = new SplittableRandom(20_260_101);
        Sum found = new Sum();
        Sum wanted = new Sum();
        long huge = 0;
        while (wanted.events < EVENTS) {
            length = 0;
            if (random.nextInt(4) == 0) {
                append(WORDS[8]);
            }
            while (length < BLOCK) {
                huge += event(random);
            }
            read(found, random);
            reference(wanted);
            assertThat(found.events).isEqualTo(wanted.events);
            assertThat(found.sum).isEqualTo(wanted.sum);
        }
        assertThat(found.events).isGreaterThanOrEqualTo(EVENTS);
        assertThat(huge).isGreaterThan(100);
    }

    /** Reads the text in pieces: mostly of a few bytes to a few hundred, at times whole or single bytes. */
    private void read(Sum found, SplittableRandom random) {
        EventStream stream = new EventStream(found);
        int most = 1 << random.nextInt(1, 15);
        int at = 0;
        while (at < length) {
            int piece = Math.min(length - at, 1 + random.nextInt(most));
            stream.read(text, at, at + piece);
            at += piece;
            if (stream.held() > EventStream.MOST + 1) {
                throw new AssertionError("keeps " + stream.held() + " bytes");
            }
        }
    }

    /** Appends an event, or something that is none; 1 when it is a huge one. */
    private int event(SplittableRandom random) {
        int kind = random.nextInt(4096);
        int huge = 0;
        if (kind == 0) {
            line(random, random.nextInt(EventStream.MOST - 8, EventStream.MOST * 3));
            huge = 1;
        } else if (kind < 128) {
            append(bytes(": ping 😀"));
            lineEnd(random);
        } else if (kind < 256) {
            append(bytes(random.nextBoolean() ? "event: x" : random.nextBoolean() ? "datum" : "id"));
            lineEnd(random);
        } else if (kind < 280) {
            append(bytes("data"));
            lineEnd(random);
        } else if (kind < 288) {
            append(bytes("{\"answer\": 1}"));
            lineEnd(random);
        }
        int lines = random.nextInt(16) == 0 ? random.nextInt(5) : 1;
        for (int i = 0; i < lines; i++) {
            line(random, 0);
        }
        lineEnd(random);
        return huge;
    }

    private void line(SplittableRandom random, int padding) {
        append(bytes(random.nextInt(4) == 0 ? "data:" : "data: "));
        Arrays.fill(text, length, length + padding, (byte) 'x');
        length += padding;
        for (int words = random.nextInt(4); words > 0; words--) {
            append(WORDS[random.nextInt(WORDS.length)]);
        }
        lineEnd(random);
    }

    private void lineEnd(SplittableRandom random) {
        int kind = random.nextInt(8);
        if (kind < 6) {
            text[length++] = '\r';
        }
        if (kind != 5) {
            text[length++] = '\n';
        }
    }

    private void append(byte[] bytes) {
        System.arraycopy(bytes, 0, text, length, bytes.length);
        length += bytes.length;
    }

    /** The algorithm of the standard on the whole text, line by line. */
    private void reference(Sum wanted) {
        int at = starts(0, length, WORDS[8]) ? 3 : 0;
        int size = 0;
        boolean any = false;
        while (at < length) {
            int end = at;
            while (end < length && text[end] != '\r' && text[end] != '\n') {
                end++;
            }
            if (end == length) {
                return;
            }
            int next = text[end] == '\r' && end + 1 < length && text[end + 1] == '\n' ? end + 2 : end + 1;
            if (end == at) {
                if (any) {
                    wanted.event(data, 0, Math.min(size - 1, EventStream.MOST), size - 1 > EventStream.MOST);
                }
                any = false;
                size = 0;
            } else {
                int value = value(at, end);
                if (value >= 0) {
                    any = true;
                    System.arraycopy(text, value, data, size, end - value);
                    size += end - value;
                    data[size++] = '\n';
                }
            }
            at = next;
        }
    }

    /** Where the value of a data line begins; -1 when the line is another one. */
    private int value(int at, int end) {
        int colon = at;
        while (colon < end && text[colon] != ':') {
            colon++;
        }
        if (colon - at != 4 || !starts(at, end, WORDS[6])) {
            return -1;
        }
        if (colon == end) {
            return end;
        }
        return colon + 1 < end && text[colon + 1] == ' ' ? colon + 2 : colon + 1;
    }

    private boolean starts(int at, int end, byte[] prefix) {
        return end - at >= prefix.length && Arrays.equals(text, at, at + prefix.length, prefix, 0, prefix.length);
    }
}
