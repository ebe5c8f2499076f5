package io.teal.gateway.origin;

import io.netty.buffer.ByteBuf;
import io.teal.gateway.listener.Grammar;

/**
 * The strict reader of one response head (RFC 9112): its end, and what in it says how long the body is. Reused for every head
 * of a connection; runs on its event loop.
 */
final class ResponseHead {
    static final int LARGEST = 128 << 10;
    static final int MOST_FIELDS = 1000;

    private static final byte[] VERSION = Grammar.ascii("http/1.");
    private static final byte[] CONTENT_LENGTH = Grammar.ascii("content-length");
    private static final byte[] TRANSFER_ENCODING = Grammar.ascii("transfer-encoding");
    private static final byte[] CHUNKED = Grammar.ascii("chunked");

    /** Version, space and status code. */
    private static final int SHORTEST_STATUS_LINE = 12;

    private int searched;
    private int status;
    private long length;
    private boolean chunked;

    /** The status code of the head last checked. */
    int status() {
        return status;
    }

    /** Its Content-Length, -1 when it has none. */
    long length() {
        return length;
    }

    /** Whether its body comes in chunks. */
    boolean chunked() {
        return chunked;
    }

    /** The index after the blank line that ends a head, -1 when it has not come. */
    int end(ByteBuf bytes, int from) throws InvalidResponse {
        int size = bytes.writerIndex() - from;
        for (int i = 0; i < Math.min(size, VERSION.length); i++) {
            require((bytes.getByte(from + i) | (i < 4 ? 0x20 : 0)) == VERSION[i], "no HTTP/1 status line");
        }
        for (int i = from + Math.max(searched, SHORTEST_STATUS_LINE); i < bytes.writerIndex(); i++) {
            if (bytes.getByte(i) == '\n') {
                require(bytes.getByte(i - 1) == '\r', "a bare line feed in a head");
                if (bytes.getByte(i - 2) == '\n') {
                    require(i - from < LARGEST, "a head that is too large");
                    searched = 0;
                    return i + 1;
                }
            }
        }
        require(size < LARGEST, "a head that is too large");
        searched = size;
        return -1;
    }

    /** Checks a complete head. */
    void check(ByteBuf bytes, int from, int end) throws InvalidResponse {
        int line = lineEnd(bytes, from);
        status = status(bytes, from, line);
        length = -1;
        chunked = false;
        int fields = 0;
        for (int start = line + 2; start < end - 2; start = line + 2) {
            line = lineEnd(bytes, start);
            int colon = name(bytes, start, line);
            require(++fields <= MOST_FIELDS, "too many fields");
            if (Grammar.same(bytes, start, colon, CONTENT_LENGTH)) {
                require(length < 0, "more than one Content-Length");
                length = Grammar.contentLength(bytes, valueStart(bytes, colon, line), valueEnd(bytes, colon, line));
                require(length >= 0, "a Content-Length that is no number");
            } else if (Grammar.same(bytes, start, colon, TRANSFER_ENCODING)) {
                require(!chunked, "more than one Transfer-Encoding");
                chunked = Grammar.same(bytes, valueStart(bytes, colon, line), valueEnd(bytes, colon, line), CHUNKED);
                require(chunked, "a transfer coding other than chunked");
                require(bytes.getByte(from + VERSION.length) == '1', "a transfer coding in HTTP/1.0");
            }
        }
        require(!chunked || length < 0, "both Content-Length and Transfer-Encoding");
    }

    private static int status(ByteBuf bytes, int from, int end) throws InvalidResponse {
        int code = from + VERSION.length + 2;
        byte minor = bytes.getByte(code - 2);
        boolean complete = end - from >= SHORTEST_STATUS_LINE
                && (minor == '0' || minor == '1')
                && bytes.getByte(code - 1) == ' '
                && Grammar.digit(bytes.getByte(code))
                && Grammar.digit(bytes.getByte(code + 1))
                && Grammar.digit(bytes.getByte(code + 2))
                && (end == code + 3 || bytes.getByte(code + 3) == ' ');
        require(complete, "a malformed status line");
        int status = (bytes.getByte(code) - '0') * 100
                + (bytes.getByte(code + 1) - '0') * 10
                + (bytes.getByte(code + 2) - '0');
        require(status >= 100 && status <= 599, "a status code out of range");
        return status;
    }

    /** The index of the CRLF that ends a line in which there is no other control character. */
    private static int lineEnd(ByteBuf bytes, int from) throws InvalidResponse {
        int i = from;
        while (Grammar.value(bytes.getByte(i))) {
            i++;
        }
        require(bytes.getByte(i) == '\r' && bytes.getByte(i + 1) == '\n', "a control character in a head");
        return i;
    }

    /** The index of the colon after a name. */
    private static int name(ByteBuf bytes, int from, int end) throws InvalidResponse {
        int i = from;
        while (i < end && Grammar.token(bytes.getByte(i))) {
            i++;
        }
        require(i > from && i < end && bytes.getByte(i) == ':', "a malformed field");
        return i;
    }

    private static int valueStart(ByteBuf bytes, int colon, int end) {
        int i = colon + 1;
        while (i < end && blank(bytes.getByte(i))) {
            i++;
        }
        return i;
    }

    private static int valueEnd(ByteBuf bytes, int colon, int end) {
        int i = end;
        while (i > colon + 1 && blank(bytes.getByte(i - 1))) {
            i--;
        }
        return i;
    }

    private static boolean blank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    static void require(boolean valid, String otherwise) throws InvalidResponse {
        if (!valid) {
            throw new InvalidResponse(otherwise);
        }
    }
}
