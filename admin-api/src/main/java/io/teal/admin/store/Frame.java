package io.teal.admin.store;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One line of a journal: {@code crc32c length payload\n}. The sum is eight hexadecimal digits over everything behind it
 * up to the line's end; the length is the payload's number of bytes in decimal, without leading zeros. A payload has no
 * line feed, so the file reads well with the tools for text.
 *
 * @param start of the payload in the file
 * @param length of the payload
 */
record Frame(int start, int length) {
    private static final int SUM = 8;
    private static final int LENGTH_DIGITS = 9;

    /** Where the next line begins. */
    int next() {
        return start + length + 1;
    }

    static byte[] encode(byte[] payload) {
        byte[] length = (payload.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[SUM + 1 + length.length + payload.length + 1];
        System.arraycopy(length, 0, frame, SUM + 1, length.length);
        System.arraycopy(payload, 0, frame, SUM + 1 + length.length, payload.length);
        String sum = HexFormat.of().toHexDigits(sum(frame, SUM + 1, length.length + payload.length));
        System.arraycopy(sum.getBytes(StandardCharsets.US_ASCII), 0, frame, 0, SUM);
        frame[SUM] = ' ';
        frame[frame.length - 1] = '\n';
        return frame;
    }

    /** The line that begins at {@code at}, or null when there is no whole and undamaged one. */
    static @Nullable Frame decode(byte[] file, int at) {
        int digits = at + SUM + 1;
        if (file.length <= digits || file[digits - 1] != ' ') {
            return null;
        }
        int space = digits;
        int length = 0;
        while (space < file.length && space - digits < LENGTH_DIGITS && file[space] >= '0' && file[space] <= '9') {
            length = length * 10 + file[space] - '0';
            space++;
        }
        long end = (long) space + 1 + length;
        if (space == digits || end >= file.length || file[space] != ' ' || file[(int) end] != '\n') {
            return null;
        }
        String sum = HexFormat.of().toHexDigits(sum(file, digits, (int) end - digits));
        for (int i = 0; i < SUM; i++) {
            if (file[at + i] != sum.charAt(i)) {
                return null;
            }
        }
        return new Frame(space + 1, length);
    }

    /**
     * Whether everything from {@code at} on is the beginning of one line, as an append leaves it that is under way or was broken off
     * by a crash. A whole line that cannot be read is none: somebody has changed it.
     */
    static boolean unfinished(byte[] file, int at) {
        int length = 0;
        for (int i = at; i < file.length; i++) {
            int place = i - at;
            byte b = file[i];
            if (place < SUM ? !HexFormat.isHexDigit(b) : place == SUM ? b != ' ' : b == '\n') {
                return false;
            }
        }
        int space = at + SUM + 1;
        while (space < file.length && file[space] >= '0' && file[space] <= '9' && space - at <= SUM + LENGTH_DIGITS) {
            length = length * 10 + file[space] - '0';
            space++;
        }
        // Behind the length there is a space, the payload, and a line feed that has not come yet.
        return space >= file.length || (file[space] == ' ' && file.length - space - 1 <= length);
    }

    private static int sum(byte[] bytes, int from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, length);
        return (int) sum.getValue();
    }
}
