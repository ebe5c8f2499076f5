package io.teal.gateway.origin;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.teal.gateway.listener.Grammar;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The strict reader of one response head, or of the trailers behind a body (RFC 9112). A lenient one joins folded lines, skips
 * spaces before colons and settles conflicting lengths by itself, and a client of the gateway may settle them otherwise: so
 * what is not plainly valid is refused. Reused for every head of a connection; runs on its event loop.
 */
final class ResponseHead {
    static final int LARGEST = 128 << 10;
    static final int MOST_FIELDS = 1000;

    private static final byte[] VERSION = Grammar.ascii("http/1.");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("transfer-encoding");

    /** Version, space and status code. */
    private static final int SHORTEST_STATUS_LINE = 12;

    /** The largest length that has no more digits than a long. */
    private static final int LENGTH_DIGITS = 18;

    private final FieldNames names;
    private int searched;
    private int status;
    private String reason = "";
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private MultiMap headers = HttpHeaders.headers();
    private long length;
    private boolean chunked;

    ResponseHead(FieldNames names) {
        this.names = names;
    }

    /** The status code of the head last read. */
    int status() {
        return status;
    }

    /** Its reason phrase; empty when it has none. */
    String reason() {
        return reason;
    }

    HttpVersion version() {
        return version;
    }

    /** Its fields, in a map that is not used again. */
    MultiMap headers() {
        return headers;
    }

    /** Its Content-Length, -1 when it has none. */
    long length() {
        return length;
    }

    /** Whether its body comes in chunks. */
    boolean chunked() {
        return chunked;
    }

    /** Reads a head from the front of the bytes, and takes it from them; whether it is there as a whole. */
    boolean read(ByteBuf bytes) throws InvalidResponse {
        int from = bytes.readerIndex();
        int size = bytes.readableBytes();
        for (int i = 0; i < Math.min(size, VERSION.length); i++) {
            require((bytes.getByte(from + i) | (i < 4 ? 0x20 : 0)) == VERSION[i], "no HTTP/1 status line");
        }
        int end = end(bytes, Math.max(searched, SHORTEST_STATUS_LINE));
        if (end < 0) {
            return false;
        }
        byte[] head = new byte[end - from];
        var unused = bytes.readBytes(head);
        int line = lineEnd(head, 0);
        status = status(head, line);
        reason = reason(head, line);
        version = head[VERSION.length] == '1' ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
        headers = fields(head, line + 2);
        return true;
    }

    /** Reads trailers and the blank line behind them, in the same way; null when they are not there as a whole. */
    @Nullable MultiMap trailers(ByteBuf bytes) throws InvalidResponse {
        int from = bytes.readerIndex();
        int size = bytes.readableBytes();
        require(size == 0 || bytes.getByte(from) != '\n', "a bare line feed in trailers");
        if (size >= 2 && bytes.getByte(from) == '\r') {
            require(bytes.getByte(from + 1) == '\n', "a control character in trailers");
            searched = 0;
            var unused = bytes.skipBytes(2);
            return MultiMap.caseInsensitiveMultiMap();
        }
        int end = end(bytes, Math.max(searched, 2));
        if (end < 0) {
            return null;
        }
        byte[] section = new byte[end - from];
        var unused = bytes.readBytes(section);
        return fields(section, 0);
    }

    /** The index after the blank line, -1 when it has not come. */
    private int end(ByteBuf bytes, int skip) throws InvalidResponse {
        int from = bytes.readerIndex();
        int to = bytes.writerIndex();
        int at = from + skip;
        while (at < to) {
            int feed = bytes.indexOf(at, to, (byte) '\n');
            if (feed < 0) {
                break;
            }
            require(bytes.getByte(feed - 1) == '\r', "a bare line feed in a head");
            if (bytes.getByte(feed - 2) == '\n') {
                require(feed - from < LARGEST, "a head that is too large");
                searched = 0;
                return feed + 1;
            }
            at = feed + 1;
        }
        require(to - from < LARGEST, "a head that is too large");
        searched = to - from;
        return -1;
    }

    private MultiMap fields(byte[] head, int first) throws InvalidResponse {
        MultiMap read = MultiMap.caseInsensitiveMultiMap();
        length = -1;
        chunked = false;
        int fields = 0;
        int line;
        for (int start = first; start < head.length - 2; start = line + 2) {
            int colon = nameEnd(head, start);
            line = lineEnd(head, colon + 1);
            require(++fields <= MOST_FIELDS, "too many fields");
            AsciiString name = names.name(head, start, colon);
            int from = colon + 1;
            int to = line;
            while (from < to && blank(head[from])) {
                from++;
            }
            while (to > from && blank(head[to - 1])) {
                to--;
            }
            String value = new String(head, from, to - from, StandardCharsets.ISO_8859_1);
            if (name.contentEqualsIgnoreCase(CONTENT_LENGTH)) {
                require(length < 0, "more than one Content-Length");
                length = length(value);
            } else if (name.contentEqualsIgnoreCase(TRANSFER_ENCODING)) {
                require(!chunked, "more than one Transfer-Encoding");
                chunked = value.equalsIgnoreCase("chunked");
                require(chunked, "a transfer coding other than chunked");
                require(version == HttpVersion.HTTP_1_1, "a transfer coding in HTTP/1.0");
            }
            var unused = read.add(name, value);
        }
        require(!chunked || length < 0, "both Content-Length and Transfer-Encoding");
        return read;
    }

    private static long length(String digits) throws InvalidResponse {
        boolean number = !digits.isEmpty() && digits.length() <= LENGTH_DIGITS;
        for (int i = 0; i < digits.length() && number; i++) {
            number = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
        }
        require(number, "a Content-Length that is no number");
        return Long.parseLong(digits);
    }

    private static int status(byte[] head, int end) throws InvalidResponse {
        int code = VERSION.length + 2;
        boolean complete = end >= SHORTEST_STATUS_LINE
                && (head[VERSION.length] == '0' || head[VERSION.length] == '1')
                && head[code - 1] == ' '
                && Grammar.digit(head[code])
                && Grammar.digit(head[code + 1])
                && Grammar.digit(head[code + 2])
                && (end == code + 3 || head[code + 3] == ' ');
        require(complete, "a malformed status line");
        int status = (head[code] - '0') * 100 + (head[code + 1] - '0') * 10 + (head[code + 2] - '0');
        require(status >= 100 && status <= 599, "a status code out of range");
        return status;
    }

    private static String reason(byte[] head, int end) {
        int from = Math.min(end, SHORTEST_STATUS_LINE + 1);
        return new String(head, from, end - from, StandardCharsets.ISO_8859_1);
    }

    /** The index of the CRLF that ends a line in which there is no other control character. */
    private static int lineEnd(byte[] head, int from) throws InvalidResponse {
        int i = from;
        while (Grammar.value(head[i])) {
            i++;
        }
        require(head[i] == '\r' && head[i + 1] == '\n', "a control character in a head");
        return i;
    }

    /** The index of the colon after a name. */
    private static int nameEnd(byte[] head, int from) throws InvalidResponse {
        int i = from;
        while (Grammar.token(head[i])) {
            i++;
        }
        require(i > from && head[i] == ':', "a malformed field");
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
