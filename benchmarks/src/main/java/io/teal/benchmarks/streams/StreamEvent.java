package io.teal.benchmarks.streams;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The event that all streams consist of: a chunk of an answer as model servers write it, of one length, in which only two numbers
 * change. Numbers stand in strings, because JSON knows none with leading zeros.
 */
final class StreamEvent {
    /** The data of the last event of a stream. */
    static final String LAST = "[DONE]";

    private static final int NUMBER_DIGITS = 9;
    private static final int TIME_DIGITS = 19;
    private static final String START = "{\"id\":\"chatcmpl-5d1c\",\"object\":\"chat.completion.chunk\",\"number\":\"";
    private static final String MIDDLE = "\",\"sent\":\"";
    private static final String END = "\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"}}]}";
    private static final String FIELD = "data: ";
    private static final byte[] DATA =
            ascii(START + "0".repeat(NUMBER_DIGITS) + MIDDLE + "0".repeat(TIME_DIGITS) + END);
    private static final int NUMBER_AT = START.length();
    private static final int TIME_AT = NUMBER_AT + NUMBER_DIGITS + MIDDLE.length();
    private static final byte[] CHUNK = chunk(FIELD + new String(DATA, StandardCharsets.US_ASCII) + "\n\n");
    private static final byte[] LAST_CHUNKS = ascii(text(FIELD + LAST + "\n\n") + "0\r\n\r\n");
    private static final int DATA_IN_CHUNK = CHUNK.length - DATA.length - "\n\n\r\n".length();

    private StreamEvent() {}

    /** Bytes of a chunk with one event. */
    static int chunkLength() {
        return CHUNK.length;
    }

    /**
     * Appends a chunk with one event.
     *
     * @param number which of its stream, from 0
     * @param sentAt the clock ({@link System#nanoTime}) now
     */
    static void write(ByteBuf out, int number, long sentAt) {
        int start = out.writerIndex() + DATA_IN_CHUNK;
        out.writeBytes(CHUNK);
        digits(out, start + NUMBER_AT, NUMBER_DIGITS, number);
        digits(out, start + TIME_AT, TIME_DIGITS, sentAt);
    }

    /** Appends the event that ends a stream and the end of the body. */
    static void writeLast(ByteBuf out) {
        out.writeBytes(LAST_CHUNKS);
    }

    /** Whether the data of an event is that of one of these, to the last byte. */
    static boolean isOne(byte[] data, int from, int to) {
        if (to - from != DATA.length) {
            return false;
        }
        for (int i = 0; i < DATA.length; i++) {
            byte found = data[from + i];
            if (isDigit(i) ? found < '0' || found > '9' : found != DATA[i]) {
                return false;
            }
        }
        return true;
    }

    /** The number of an event whose data is good. */
    static long number(byte[] data, int from) {
        return value(data, from + NUMBER_AT, NUMBER_DIGITS);
    }

    /** When an event whose data is good was sent, by the clock of the machine. */
    static long sentAt(byte[] data, int from) {
        return value(data, from + TIME_AT, TIME_DIGITS);
    }

    private static boolean isDigit(int at) {
        return isWithin(at, NUMBER_AT, NUMBER_DIGITS) || isWithin(at, TIME_AT, TIME_DIGITS);
    }

    private static boolean isWithin(int at, int from, int count) {
        return at >= from && at < from + count;
    }

    private static void digits(ByteBuf out, int at, int count, long value) {
        long rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            out.setByte(i, (int) ('0' + rest % 10));
            rest /= 10;
        }
    }

    private static long value(byte[] data, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value * 10 + data[i] - '0';
        }
        return value;
    }

    private static byte[] chunk(String body) {
        return ascii(text(body));
    }

    private static String text(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
