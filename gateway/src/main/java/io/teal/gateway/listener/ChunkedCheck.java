package io.teal.gateway.listener;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The strict reader of one body in chunks with its trailers (RFC 9112, 7.1).
 *
 * <p>A size has one to eight hexadecimal digits, nothing stands between it and the CR LF or the {@code ;} of an
 * extension, extensions and trailers are bounded, and the CR LF behind each chunk is demanded. Extensions mean nothing to us (RFC 9112,
 * 7.1.1) and are overwritten with blanks, so that the decoder behind has nothing to read in them: it refuses some that are
 * well formed. Reused for every body of a
 * connection; runs on its event loop.
 */
public final class ChunkedCheck {
    /** What {@link #scan} answers when the body goes on after the bytes it read. */
    public static final int INCOMPLETE = -1;
    /** What {@link #scan} answers when the bytes are no body in chunks. */
    public static final int REFUSED = -2;

    /** Bytes of extensions on one chunk. */
    private static final int EXTENSION = 256;
    /** Bytes of extensions on all chunks of a request's body together. */
    private static final int EXTENSIONS = 16 * 1024;

    private static final int SIZE_DIGITS = 8;
    private static final byte[][] FRAMING = {
        Grammar.ascii("content-length"),
        Grammar.ascii("transfer-encoding"),
        Grammar.ascii("host"),
        Grammar.ascii("connection"),
        Grammar.ascii("upgrade"),
        Grammar.ascii("trailer"),
        Grammar.ascii("te")
    };
    private static final int LONGEST_FRAMING = 17;

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER,
        NAME,
        VALUE,
        VALUE_LF,
        END_LF,
        DONE
    }

    private final int mostTrailerBytes;
    private final int mostTrailers;
    private final long mostExtensions;
    private final boolean framingAllowed;
    private final byte[] name = new byte[LONGEST_FRAMING];

    private State state = State.SIZE;
    private @Nullable Refusal refusal;
    private long size;
    private int digits;
    private int extension;
    private long extensions;
    private int nameLength;
    private int trailers;
    private int trailerBytes;

    /** A reader of requests, which refuses trailers that would change framing or routing. */
    ChunkedCheck(ListenerLimits limits) {
        this(limits.headerBytes(), limits.headerCount(), EXTENSIONS, false);
    }

    private ChunkedCheck(int trailerBytes, int trailers, long extensions, boolean framingAllowed) {
        this.mostTrailerBytes = trailerBytes;
        this.mostTrailers = trailers;
        this.mostExtensions = extensions;
        this.framingAllowed = framingAllowed;
    }

    /**
     * A reader of responses. A stream without end may have an extension on each of its chunks, and a trailer's name is not
     * looked at: whoever passes trailers on leaves out those that must not be there (RFC 9110, 6.5.1).
     *
     * @param trailerBytes most bytes of all trailers
     * @param trailers most trailers
     */
    public static ChunkedCheck ofResponses(int trailerBytes, int trailers) {
        return new ChunkedCheck(trailerBytes, trailers, Long.MAX_VALUE, true);
    }

    /** Makes ready for the next body. */
    public void reset() {
        state = State.SIZE;
        refusal = null;
        size = 0;
        digits = 0;
        extension = 0;
        extensions = 0;
        trailers = 0;
        trailerBytes = 0;
    }

    /** Reads these bytes, blanking extensions; the index after the body, {@link #INCOMPLETE} or {@link #REFUSED}. */
    public int scan(ByteBuf buf, int from, int end) {
        int i = from;
        while (i < end) {
            if (state == State.DATA) {
                int step = (int) Math.min(size, end - i);
                size -= step;
                i += step;
                if (size == 0) {
                    state = State.DATA_CR;
                }
                continue;
            }
            Refusal why = state.compareTo(State.TRAILER) < 0 ? chunk(buf.getByte(i)) : trailer(buf.getByte(i));
            if (why != null) {
                refusal = why;
                return REFUSED;
            }
            if (state == State.EXTENSION) {
                buf.setByte(i, ' ');
            }
            i++;
            if (state == State.DONE) {
                return i;
            }
        }
        return INCOMPLETE;
    }

    /**
     * Reads what stands between the data of two chunks; {@link #REFUSED} as {@link #scan}.
     *
     * @return the index of the data of a chunk, or with none {@link #left} that of the trailers; {@link #INCOMPLETE} when the
     *     bytes end before it
     */
    public int next(ByteBuf buf, int from, int end) {
        int i = from;
        while (state != State.DATA && state != State.TRAILER) {
            if (i == end) {
                return INCOMPLETE;
            }
            Refusal why = chunk(buf.getByte(i));
            if (why != null) {
                refusal = why;
                return REFUSED;
            }
            i++;
        }
        return i;
    }

    /** Bytes of data that are still to come of the chunk that {@link #next} found; 0 after the last chunk. */
    public long left() {
        return size;
    }

    /** So many of them were taken. */
    public void took(int bytes) {
        size -= bytes;
        if (size == 0) {
            state = State.DATA_CR;
        }
    }

    /** Why {@link #scan} answered {@link #REFUSED}. */
    Refusal refusal() {
        Refusal found = refusal;
        if (found == null) {
            throw new IllegalStateException("nothing was refused");
        }
        return found;
    }

    private @Nullable Refusal chunk(byte octet) {
        return switch (state) {
            case SIZE -> size(octet);
            case EXTENSION -> extension(octet);
            case SIZE_LF -> lineFeed(octet, size == 0 ? State.TRAILER : State.DATA);
            case DATA_CR -> octet == '\r' ? next(State.DATA_LF) : Refusal.CHUNK;
            case DATA_LF -> {
                digits = 0;
                extension = 0;
                yield lineFeed(octet, State.SIZE);
            }
            case DATA, TRAILER, NAME, VALUE, VALUE_LF, END_LF, DONE -> throw new IllegalStateException("not a chunk");
        };
    }

    private @Nullable Refusal size(byte octet) {
        int digit = Grammar.hex(octet);
        if (digit >= 0 && digits < SIZE_DIGITS) {
            digits++;
            size = size * 16 + digit;
            // The decoder behind counts a chunk in an int.
            return size > Integer.MAX_VALUE ? Refusal.CHUNK : null;
        }
        if (digits > 0 && octet == '\r') {
            return next(State.SIZE_LF);
        }
        return digits > 0 && octet == ';' ? next(State.EXTENSION) : Refusal.CHUNK;
    }

    private @Nullable Refusal extension(byte octet) {
        if (octet == '\r') {
            return next(State.SIZE_LF);
        }
        boolean fits = Grammar.value(octet) && ++extension <= EXTENSION && ++extensions <= mostExtensions;
        return fits ? null : Refusal.CHUNK;
    }

    private @Nullable Refusal lineFeed(byte octet, State next) {
        return octet == '\n' ? next(next) : Refusal.CHUNK;
    }

    private @Nullable Refusal next(State next) {
        state = next;
        return null;
    }

    private @Nullable Refusal trailer(byte octet) {
        if (++trailerBytes > mostTrailerBytes) {
            return Refusal.LARGE_HEAD;
        }
        return switch (state) {
            case TRAILER -> startOfTrailer(octet);
            case NAME -> name(octet);
            case VALUE -> {
                if (octet == '\r') {
                    yield next(State.VALUE_LF);
                }
                yield Grammar.value(octet) ? null : Refusal.TRAILER;
            }
            case VALUE_LF -> octet == '\n' ? next(State.TRAILER) : Refusal.TRAILER;
            case END_LF -> octet == '\n' ? next(State.DONE) : Refusal.TRAILER;
            case SIZE, EXTENSION, SIZE_LF, DATA, DATA_CR, DATA_LF, DONE ->
                throw new IllegalStateException("not a trailer");
        };
    }

    private @Nullable Refusal startOfTrailer(byte octet) {
        if (octet == '\r') {
            return next(State.END_LF);
        }
        if (++trailers > mostTrailers) {
            return Refusal.LARGE_HEAD;
        }
        nameLength = 0;
        state = State.NAME;
        return octet == ':' ? Refusal.TRAILER : name(octet);
    }

    private @Nullable Refusal name(byte octet) {
        if (octet == ':') {
            return !framingAllowed && framing() ? Refusal.TRAILER : next(State.VALUE);
        }
        if (!Grammar.token(octet)) {
            return Refusal.TRAILER;
        }
        if (nameLength < LONGEST_FRAMING) {
            name[nameLength] = octet == '_' ? (byte) '-' : Grammar.lower(octet);
        }
        nameLength++;
        return null;
    }

    /** Whether the trailer is a field that would change framing or routing (RFC 9110, 6.5.1). */
    private boolean framing() {
        for (byte[] forbidden : FRAMING) {
            if (nameLength == forbidden.length && Arrays.equals(name, 0, nameLength, forbidden, 0, nameLength)) {
                return true;
            }
        }
        return false;
    }
}
