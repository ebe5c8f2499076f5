package io.teal.gateway.answer;

import java.util.Arrays;

/**
 * Finds the events in the bytes of an event stream by the rules of WHATWG (HTML, 9.2.6), whatever the pieces they come in:
 * lines end in LF, CRLF or CR, a byte order mark may lead, lines that start with a colon are comments, and the data lines
 * up to a blank line are one event, joined by LF. Fields other than {@code data} are passed over, as they change nothing in
 * what the user reads; an event without its blank line at the end of the stream is none.
 *
 * <p>An event that is whole in one piece is handed out where it lies. Only what a piece leaves unfinished is kept, up to
 * {@link #MOST} bytes. Runs on one event loop.
 */
final class EventStream {
    /** Most bytes of one event's data that are kept and handed out; an event is judged by its beginning. */
    static final int MOST = 16 * 1024;

    private static final int LEAST = 512;
    /** A larger array is given back after its event: thousands of streams may be open at a time. */
    private static final int REUSED = 2 * 1024;

    private static final byte[] NONE = {};
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] DATA = {'d', 'a', 't', 'a'};

    /** Takes what is found. */
    interface Sink {
        /**
         * An event with data. The bytes are valid during the call only.
         *
         * @param cut whether there was more than {@link #MOST}; then the byte behind these is free to be overwritten
         */
        void event(byte[] bytes, int from, int length, boolean cut);

        /** Bytes of a line that is no field of an event stream but starts as JSON does. */
        void bare();
    }

    private enum Line {
        START,
        NAME,
        VALUE,
        DATA,
        PASSED_OVER,
        BARE
    }

    private final Sink sink;
    private Line line = Line.START;
    private int mark;
    private int name;
    private int dataLines;
    private boolean open;
    private boolean afterCr;
    private boolean crlf;

    private byte[] kept = NONE;
    private int keptLength;
    private boolean cut;
    /** Where the only data line of the event lies in the piece that is read; negative when it does not or is kept. */
    private int placeFrom = -1;

    private int placeTo;

    EventStream(Sink sink) {
        this.sink = sink;
    }

    /** Reads the next bytes. */
    void read(byte[] piece, int from, int to) {
        int i = mark < MARK.length ? skipMark(piece, from, to) : from;
        while (i < to) {
            i = switch (line) {
                case START -> start(piece, i);
                case NAME -> name(piece, i);
                case VALUE -> value(piece, i);
                case DATA -> data(piece, i, to);
                case PASSED_OVER -> passOver(piece, i, to);
                case BARE -> {
                    sink.bare();
                    yield passOver(piece, i, to);
                }
            };
        }
        keepPlace(piece);
    }

    /** Whether something could be put in here without tearing an event apart. */
    boolean betweenEvents() {
        boolean lineFeedDue = afterCr && crlf;
        boolean markBegun = mark > 0 && mark < MARK.length;
        return line == Line.START && !open && !lineFeedDue && !markBegun;
    }

    /** Bytes of memory held for the event that is under way. */
    int held() {
        return kept.length;
    }

    private int skipMark(byte[] piece, int from, int to) {
        int i = from;
        while (i < to && mark < MARK.length) {
            if (piece[i] != MARK[mark]) {
                if (mark > 0) {
                    // It was the beginning of a field's name.
                    line = Line.PASSED_OVER;
                    open = true;
                }
                mark = MARK.length;
                return i;
            }
            mark++;
            i++;
        }
        return i;
    }

    private int start(byte[] piece, int i) {
        byte octet = piece[i];
        if (afterCr) {
            afterCr = false;
            crlf = octet == '\n';
            if (crlf) {
                return i + 1;
            }
        }
        switch (octet) {
            case '\n', '\r' -> {
                dispatch(piece);
                return endOfLine(octet, i);
            }
            case ':' -> line = Line.PASSED_OVER;
            case 'd' -> {
                line = Line.NAME;
                name = 1;
                open = true;
            }
            case '{' -> {
                line = Line.BARE;
                open = true;
                return i;
            }
            default -> {
                line = Line.PASSED_OVER;
                open = true;
            }
        }
        return i + 1;
    }

    private int name(byte[] piece, int i) {
        byte octet = piece[i];
        if (name < DATA.length && octet == DATA[name]) {
            name++;
            return i + 1;
        }
        if (name < DATA.length) {
            line = Line.PASSED_OVER;
            return i;
        }
        if (octet == ':') {
            line = Line.VALUE;
            return i + 1;
        }
        if (octet == '\n' || octet == '\r') {
            beginData(piece, i);
            return i;
        }
        line = Line.PASSED_OVER;
        return i;
    }

    private int value(byte[] piece, int i) {
        int from = piece[i] == ' ' ? i + 1 : i;
        beginData(piece, from);
        return from;
    }

    private void beginData(byte[] piece, int from) {
        line = Line.DATA;
        dataLines++;
        if (dataLines == 1) {
            placeFrom = from;
            placeTo = from;
        } else {
            keepPlace(piece);
            keep((byte) '\n');
        }
    }

    private int data(byte[] piece, int from, int to) {
        int i = endOfLine(piece, from, to);
        if (placeFrom >= 0) {
            placeTo = i;
        } else {
            keep(piece, from, i);
        }
        return i < to ? endOfLine(piece[i], i) : i;
    }

    private int passOver(byte[] piece, int from, int to) {
        int i = endOfLine(piece, from, to);
        return i < to ? endOfLine(piece[i], i) : i;
    }

    private static int endOfLine(byte[] piece, int from, int to) {
        int i = from;
        while (i < to && piece[i] != '\n' && piece[i] != '\r') {
            i++;
        }
        return i;
    }

    private int endOfLine(byte octet, int i) {
        line = Line.START;
        afterCr = octet == '\r';
        if (!afterCr) {
            crlf = false;
        }
        return i + 1;
    }

    private void dispatch(byte[] piece) {
        if (dataLines > 0) {
            if (placeTo - placeFrom > MOST) {
                keepPlace(piece);
            }
            if (placeFrom >= 0) {
                sink.event(piece, placeFrom, placeTo - placeFrom, false);
            } else {
                sink.event(kept, 0, keptLength, cut);
            }
        }
        open = false;
        dataLines = 0;
        placeFrom = -1;
        placeTo = -1;
        keptLength = 0;
        cut = false;
        if (kept.length > REUSED) {
            kept = NONE;
        }
    }

    private void keepPlace(byte[] piece) {
        if (placeFrom >= 0) {
            keep(piece, placeFrom, placeTo);
            placeFrom = -1;
            placeTo = -1;
        }
    }

    private void keep(byte[] piece, int from, int to) {
        int length = Math.min(to - from, MOST - keptLength);
        cut |= length < to - from;
        grow(length);
        System.arraycopy(piece, from, kept, keptLength, length);
        keptLength += length;
    }

    private void keep(byte octet) {
        if (keptLength == MOST) {
            cut = true;
            return;
        }
        grow(1);
        kept[keptLength] = octet;
        keptLength++;
    }

    /** Makes room for so many bytes and the free one behind them. */
    private void grow(int more) {
        int needed = keptLength + more + 1;
        if (needed > kept.length) {
            kept = Arrays.copyOf(kept, Math.min(MOST + 1, Math.max(LEAST, needed * 2)));
        }
    }
}
