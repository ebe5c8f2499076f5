package io.teal.benchmarks.tool;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads answers of one connection and keeps nothing of them but what is checked: status, length of the body, and whether a field
 * has its value. Allocates nothing, so that many can be read in a second. Used by one thread.
 */
final class AnswerScan {
    private static final int BUFFER = 64 * 1024;
    private static final byte[] CONTENT_LENGTH = lower("content-length");
    private static final byte[] TRANSFER_ENCODING = lower("transfer-encoding");
    private static final byte[] CHUNKED = lower("chunked");

    private final InputStream in;
    private final byte[] name;
    private final byte[] value;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;
    private int status;
    private int length;
    private boolean matches;

    /**
     * For answers from a stream.
     *
     * @param field that the head must have, with its value, such as {@code X-Cache: HIT}; empty for none
     */
    AnswerScan(InputStream in, String field) {
        this.in = in;
        int colon = field.indexOf(": ");
        this.name = lower(colon < 0 ? "" : field.substring(0, colon));
        this.value = (colon < 0 ? "" : field.substring(colon + 2)).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads one to its end.
     *
     * @throws IOException when it is cut or cannot be read
     */
    void read() throws IOException {
        int lineEnd = line();
        if (lineEnd - next < 12) {
            throw new IOException("not an answer");
        }
        status = digits(next + 9, next + 12, 10);
        next = lineEnd + 2;
        matches = name.length == 0;
        length = 0;
        int left = -1;
        boolean chunked = false;
        for (lineEnd = line(); lineEnd > next; lineEnd = line()) {
            if (isField(CONTENT_LENGTH)) {
                left = digits(valueAt(CONTENT_LENGTH), lineEnd, 10);
            } else if (isField(TRANSFER_ENCODING)) {
                chunked = equal(CHUNKED, valueAt(TRANSFER_ENCODING), lineEnd);
            } else if (name.length > 0 && isField(name)) {
                matches = equal(value, valueAt(name), lineEnd);
            }
            next = lineEnd + 2;
        }
        next += 2;
        if (chunked) {
            chunks();
        } else if (left >= 0) {
            skip(left);
            length = left;
        } else {
            throw new IOException("a body without length or chunks");
        }
    }

    int status() {
        return status;
    }

    /** Bytes of the body. */
    int length() {
        return length;
    }

    /** Whether the head has the field. */
    boolean matches() {
        return matches;
    }

    private void chunks() throws IOException {
        int size = -1;
        while (size != 0) {
            int lineEnd = line();
            size = digits(next, lineEnd, 16);
            next = lineEnd + 2;
            skip(size);
            length += size;
            // Behind the last one is the end of an empty trailer.
            if (line() != next) {
                throw new IOException("more in a chunk than its size");
            }
            next += 2;
        }
    }

    /** The place of the line break that ends the line which begins at the next byte. */
    private int line() throws IOException {
        for (int i = next; ; i++) {
            while (i + 1 >= end) {
                i -= next;
                fill();
                i += next;
            }
            if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
                return i;
            }
        }
    }

    private void skip(int bytes) throws IOException {
        int left = bytes;
        while (left > end - next) {
            left -= end - next;
            next = end;
            fill();
        }
        next += left;
    }

    /** Gets more; what is not read yet is kept, and may then begin elsewhere. */
    private void fill() throws IOException {
        if (next == end) {
            next = 0;
            end = 0;
        } else if (end == buffer.length) {
            System.arraycopy(buffer, next, buffer, 0, end - next);
            end -= next;
            next = 0;
        }
        if (end == buffer.length) {
            throw new IOException("a line too long");
        }
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            throw new EOFException("cut off");
        }
        end += count;
    }

    private boolean isField(byte[] lowerCase) {
        int colon = next + lowerCase.length;
        if (colon >= end || buffer[colon] != ':') {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte b = buffer[next + i];
            if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private int valueAt(byte[] field) {
        int at = next + field.length + 1;
        while (buffer[at] == ' ') {
            at++;
        }
        return at;
    }

    private boolean equal(byte[] wanted, int from, int to) {
        return Arrays.equals(buffer, from, to, wanted, 0, wanted.length);
    }

    private int digits(int from, int to, int radix) throws IOException {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(buffer[i], radix);
            if (digit < 0 || number > Integer.MAX_VALUE / 32) {
                throw new IOException("not a number: " + new String(buffer, from, to - from, StandardCharsets.UTF_8));
            }
            number = number * radix + digit;
        }
        if (to <= from) {
            throw new IOException("a number is missing");
        }
        return number;
    }

    private static byte[] lower(String ascii) {
        return ascii.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }
}
