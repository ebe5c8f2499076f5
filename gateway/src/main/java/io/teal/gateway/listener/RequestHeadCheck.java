package io.teal.gateway.listener;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The strict reader of one HTTP/1 request head (RFC 9112, sections 2, 3, 5 and 6).
 *
 * <p>It looks at each byte once and may be given a growing buffer: all positions are kept relative to the first byte of
 * the head. It is reused for every head of a connection and allocates nothing. Runs on the connection's event loop.
 */
final class RequestHeadCheck {
    static final int INCOMPLETE = -1;
    static final int REFUSED = -2;

    private static final byte[] HTTP = Grammar.ascii("HTTP/");
    private static final byte[] CONNECT = Grammar.ascii("CONNECT");
    private static final byte[] OPTIONS = Grammar.ascii("OPTIONS");
    private static final byte[] HOST = Grammar.ascii("host");
    private static final byte[] UPGRADE = Grammar.ascii("upgrade");
    private static final byte[] CONTENT_LENGTH = Grammar.ascii("content-length");
    private static final byte[] TRANSFER_ENCODING = Grammar.ascii("transfer-encoding");
    private static final int VERSION_LENGTH = 8;

    private enum State {
        START,
        START_LF,
        METHOD,
        TARGET,
        VERSION,
        LINE_LF,
        FIELD,
        NAME,
        VALUE,
        VALUE_LF,
        END_LF,
        DONE
    }

    private final ListenerLimits limits;

    private State state = State.START;
    private @Nullable Refusal refusal;
    private int base;
    private int scanned;
    private int section;
    private int mark;
    private int targetStart;
    private int authorityStart;
    private int authorityEnd;
    private int nameEnd;
    private int fields;
    private int hostStart;
    private int hostEnd;
    private byte major;
    private byte minor;
    private long length;
    private boolean chunked;
    private boolean h2c;

    RequestHeadCheck(ListenerLimits limits) {
        this.limits = limits;
        reset();
    }

    /** Makes ready for the next head. */
    void reset() {
        state = State.START;
        refusal = null;
        scanned = 0;
        fields = 0;
        authorityStart = -1;
        hostStart = -1;
        length = -1;
        chunked = false;
        h2c = false;
    }

    /**
     * Reads on from where it stopped.
     *
     * @param start index of the head's first byte
     * @param end index after the last byte there is
     * @return the index after the head, {@link #INCOMPLETE} or {@link #REFUSED}
     */
    int scan(ByteBuf buf, int start, int end) {
        base = start;
        int i = start + scanned;
        while (i < end) {
            i = switch (state) {
                case START -> start(buf.getByte(i), i);
                case START_LF -> lineFeed(buf.getByte(i), i, State.METHOD);
                case METHOD -> method(buf, i, end);
                case TARGET -> target(buf, i, end);
                case VERSION -> version(buf.getByte(i), i);
                case LINE_LF -> lineFeed(buf.getByte(i), i, State.FIELD);
                case FIELD -> field(buf.getByte(i), i);
                case NAME -> name(buf, i, end);
                case VALUE -> value(buf, i, end);
                case VALUE_LF -> endOfField(buf, i);
                case END_LF -> endOfHead(buf, i);
                case DONE -> throw new IllegalStateException("head already complete");
            };
            if (i < 0) {
                return REFUSED;
            }
            if (state == State.DONE) {
                return i;
            }
        }
        scanned = i - start;
        return INCOMPLETE;
    }

    /** Why {@link #scan} answered {@link #REFUSED}. */
    Refusal refusal() {
        Refusal found = refusal;
        if (found == null) {
            throw new IllegalStateException("nothing was refused");
        }
        return found;
    }

    /** Whether a body in chunks follows. */
    boolean chunked() {
        return chunked;
    }

    /** Bytes of the body that follows; 0 without one, and with {@link #chunked}. */
    long length() {
        return Math.max(0, length);
    }

    /** Whether the client asks to upgrade to HTTP/2 in plaintext. */
    boolean h2c() {
        return h2c;
    }

    private int refuse(Refusal why) {
        refusal = why;
        return REFUSED;
    }

    /** One empty line before a request is skipped, as RFC 9112 (2.2) asks: some clients send it after a POST. */
    private int start(byte octet, int i) {
        section = 0;
        if (octet == '\r') {
            state = State.START_LF;
            return i + 1;
        }
        state = State.METHOD;
        return i;
    }

    private int lineFeed(byte octet, int i, State next) {
        if (octet != '\n') {
            return refuse(Refusal.LINE_END);
        }
        state = next;
        section = i + 1 - base;
        return i + 1;
    }

    private int method(ByteBuf buf, int from, int end) {
        int limit = base + section + limits.requestLine();
        for (int i = from; i < end; i++) {
            if (i >= limit) {
                return refuse(Refusal.LONG_LINE);
            }
            byte octet = buf.getByte(i);
            if (octet == ' ' && i > base + section) {
                targetStart = i + 1 - base;
                state = State.TARGET;
                return i + 1;
            }
            if (!Grammar.token(octet)) {
                return refuse(octet == '\n' ? Refusal.LINE_END : Refusal.REQUEST_LINE);
            }
        }
        return end;
    }

    private int target(ByteBuf buf, int from, int end) {
        int limit = base + section + limits.requestLine();
        for (int i = from; i < end; i++) {
            if (i >= limit) {
                return refuse(Refusal.LONG_LINE);
            }
            byte octet = buf.getByte(i);
            if (octet == ' ') {
                Refusal why = form(buf, base + targetStart, i);
                mark = i + 1 - base;
                state = State.VERSION;
                return why == null ? i + 1 : refuse(why);
            }
            if (!Grammar.target(octet)) {
                return refuse(octet == '\n' || octet == '\r' ? Refusal.REQUEST_LINE : Refusal.TARGET);
            }
        }
        return end;
    }

    private @Nullable Refusal form(ByteBuf buf, int from, int to) {
        int methodStart = base + section;
        int methodEnd = base + targetStart - 1;
        if (Grammar.exactly(buf, methodStart, methodEnd, CONNECT)) {
            return Refusal.CONNECT;
        }
        if (from == to) {
            return Refusal.REQUEST_LINE;
        }
        byte first = buf.getByte(from);
        if (first == '/') {
            return null;
        }
        if (first == '*' && to == from + 1) {
            return Grammar.exactly(buf, methodStart, methodEnd, OPTIONS) ? null : Refusal.ASTERISK;
        }
        int start = from + Grammar.schemeLength(buf, from, to);
        int stop = start;
        while (stop < to && buf.getByte(stop) != '/' && buf.getByte(stop) != '?') {
            stop++;
        }
        authorityStart = start - base;
        authorityEnd = stop - base;
        return start > from && Grammar.authority(buf, start, stop) ? null : Refusal.TARGET;
    }

    private int version(byte octet, int i) {
        int at = i - base - mark;
        if (at == VERSION_LENGTH && octet == '\r') {
            if (i - base - section > limits.requestLine()) {
                return refuse(Refusal.LONG_LINE);
            }
            state = State.LINE_LF;
            return major == '1' && (minor == '0' || minor == '1') ? i + 1 : refuse(Refusal.VERSION);
        }
        boolean fits =
                switch (at) {
                    case 0, 1, 2, 3, 4 -> octet == HTTP[at];
                    case 5, 7 -> Grammar.digit(octet);
                    case 6 -> octet == '.';
                    default -> false;
                };
        if (!fits) {
            return refuse(Refusal.REQUEST_LINE);
        }
        if (at == 5) {
            major = octet;
        } else if (at == 7) {
            minor = octet;
        }
        return i + 1;
    }

    private int field(byte octet, int i) {
        if (octet == '\r') {
            state = State.END_LF;
            return i + 1;
        }
        if (Grammar.blank(octet)) {
            return refuse(Refusal.OBS_FOLD);
        }
        if (!Grammar.token(octet)) {
            return refuse(octet == '\n' ? Refusal.LINE_END : Refusal.FIELD_NAME);
        }
        if (++fields > limits.headerCount()) {
            return refuse(Refusal.LARGE_HEAD);
        }
        mark = i - base;
        state = State.NAME;
        return i;
    }

    private int name(ByteBuf buf, int from, int end) {
        int limit = base + section + limits.headerBytes();
        for (int i = from; i < end; i++) {
            if (i >= limit) {
                return refuse(Refusal.LARGE_HEAD);
            }
            byte octet = buf.getByte(i);
            if (octet == ':') {
                nameEnd = i - base;
                state = State.VALUE;
                return i + 1;
            }
            if (!Grammar.token(octet)) {
                return refuse(octet == '\n' ? Refusal.LINE_END : Refusal.FIELD_NAME);
            }
        }
        return end;
    }

    private int value(ByteBuf buf, int from, int end) {
        int limit = base + section + limits.headerBytes();
        for (int i = from; i < end; i++) {
            if (i >= limit) {
                return refuse(Refusal.LARGE_HEAD);
            }
            byte octet = buf.getByte(i);
            if (octet == '\r') {
                state = State.VALUE_LF;
                return i + 1;
            }
            if (!Grammar.value(octet)) {
                return refuse(octet == '\n' ? Refusal.LINE_END : Refusal.FIELD_VALUE);
            }
        }
        return end;
    }

    private int endOfField(ByteBuf buf, int i) {
        if (buf.getByte(i) != '\n') {
            return refuse(Refusal.LINE_END);
        }
        int nameStart = base + mark;
        int colon = base + nameEnd;
        int from = colon + 1;
        int to = i - 1;
        while (from < to && Grammar.blank(buf.getByte(from))) {
            from++;
        }
        while (to > from && Grammar.blank(buf.getByte(to - 1))) {
            to--;
        }
        state = State.FIELD;
        Refusal why =
                switch (colon - nameStart) {
                    case 4 -> Grammar.same(buf, nameStart, colon, HOST) ? host(buf, from, to) : null;
                    case 7 -> upgrade(buf, nameStart, colon, to);
                    case 14 -> contentLength(buf, nameStart, from, to);
                    case 17 -> transferEncoding(buf, nameStart, from, to);
                    default -> null;
                };
        return why == null ? i + 1 : refuse(why);
    }

    private @Nullable Refusal upgrade(ByteBuf buf, int nameStart, int colon, int to) {
        h2c |= Grammar.same(buf, nameStart, colon, UPGRADE) && H2cUpgrade.asked(buf, colon + 1, to);
        return null;
    }

    private @Nullable Refusal host(ByteBuf buf, int from, int to) {
        if (hostStart >= 0 || !Grammar.authority(buf, from, to)) {
            return Refusal.HOST;
        }
        hostStart = from - base;
        hostEnd = to - base;
        return null;
    }

    private @Nullable Refusal contentLength(ByteBuf buf, int nameStart, int from, int to) {
        if (!Grammar.sameFolded(buf, nameStart, nameStart + CONTENT_LENGTH.length, CONTENT_LENGTH)) {
            return null;
        }
        boolean repeated = length >= 0;
        length = Grammar.contentLength(buf, from, to);
        return repeated || length < 0 || buf.getByte(nameStart + 7) == '_' ? Refusal.CONTENT_LENGTH : null;
    }

    private @Nullable Refusal transferEncoding(ByteBuf buf, int nameStart, int from, int to) {
        if (!Grammar.sameFolded(buf, nameStart, nameStart + TRANSFER_ENCODING.length, TRANSFER_ENCODING)) {
            return null;
        }
        if (chunked || buf.getByte(nameStart + 8) == '_') {
            return Refusal.TRANSFER_ENCODING;
        }
        chunked = true;
        return Grammar.transferEncoding(buf, from, to);
    }

    private int endOfHead(ByteBuf buf, int i) {
        if (buf.getByte(i) != '\n') {
            return refuse(Refusal.LINE_END);
        }
        if (i + 1 - base - section > limits.headerBytes()) {
            return refuse(Refusal.LARGE_HEAD);
        }
        if (chunked && length >= 0) {
            return refuse(Refusal.BOTH_FRAMINGS);
        }
        if (chunked && minor == '0') {
            return refuse(Refusal.TRANSFER_ENCODING);
        }
        if (hostStart < 0 && (minor == '1' || authorityStart >= 0)) {
            return refuse(Refusal.HOST);
        }
        if (authorityStart >= 0
                && !Grammar.sameAuthority(
                        buf, base + authorityStart, base + authorityEnd, base + hostStart, base + hostEnd)) {
            return refuse(Refusal.AUTHORITY);
        }
        state = State.DONE;
        return i + 1;
    }
}
