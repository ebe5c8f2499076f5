package io.teal.gateway.replay;

import java.util.Arrays;

/** The data of one raw event: its data lines, joined by LF. Where there is one line, it is read where it lies. */
final class EventData {
    private static final byte[] NAME = {'d', 'a', 't', 'a'};
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private byte[] bytes;
    private int from;
    private int length;
    private int lines;
    /** Of several lines, in pairs: where one begins in the data, and where in the event. */
    private int[] starts = {};

    private EventData(byte[] raw) {
        bytes = raw;
    }

    /** The data of the event in {@code raw[from, to)}. */
    static EventData of(byte[] raw, int from, int to) {
        EventData data = new EventData(raw);
        data.lines(raw, from, to);
        return data;
    }

    private void lines(byte[] raw, int start, int to) {
        int at = start;
        while (at < to) {
            int end = at;
            while (end < to && raw[end] != '\n' && raw[end] != '\r') {
                end++;
            }
            int value = value(raw, at, end);
            if (value >= 0) {
                add(raw, value, end, to - start);
            }
            // Of a CRLF the LF makes a line that is empty.
            at = end + 1;
        }
    }

    /** Where the value of a data line begins; -1 when the line is another one. */
    private static int value(byte[] raw, int at, int end) {
        int name = at + NAME.length;
        if (end < name || !Arrays.equals(raw, at, name, NAME, 0, NAME.length)) {
            return -1;
        }
        if (end == name) {
            return end;
        }
        if (raw[name] != ':') {
            return -1;
        }
        return name + 1 < end && raw[name + 1] == ' ' ? name + 2 : name + 1;
    }

    private void add(byte[] raw, int value, int end, int most) {
        if (lines == 0) {
            from = value;
            length = end - value;
        } else {
            if (lines == 1) {
                byte[] joined = new byte[most];
                System.arraycopy(raw, from, joined, 0, length);
                starts = new int[] {0, from};
                bytes = joined;
                from = 0;
            }
            bytes[length] = '\n';
            length++;
            if (starts.length < lines * 2 + 2) {
                starts = Arrays.copyOf(starts, starts.length * 2);
            }
            starts[lines * 2] = length;
            starts[lines * 2 + 1] = value;
            System.arraycopy(raw, value, bytes, length, end - value);
            length += end - value;
        }
        lines++;
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int length() {
        return length;
    }

    /** Whether it is the end mark of OpenAI's protocol. */
    boolean done() {
        int start = from;
        int end = from + length;
        while (start < end && bytes[start] >= 0 && bytes[start] <= ' ') {
            start++;
        }
        while (end > start && bytes[end - 1] >= 0 && bytes[end - 1] <= ' ') {
            end--;
        }
        return Arrays.equals(bytes, start, end, DONE, 0, DONE.length);
    }

    /** Where a byte lies in the event's array, by its place in {@link #bytes}. */
    int place(int at) {
        if (lines < 2) {
            return at;
        }
        int line = lines * 2 - 2;
        while (line > 0 && starts[line] > at) {
            line -= 2;
        }
        return at - starts[line] + starts[line + 1];
    }
}
