package io.teal.benchmarks.streams;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads an answer with one stream of events, in pieces cut anywhere: head, chunks and end. For one thread. */
final class StreamReader {
    private static final int LONGEST_HEAD_LINE = 8192;
    private static final int MOST_SIZE_DIGITS = 7;

    private final EventLines lines;
    private final StringBuilder text = new StringBuilder();
    private State state = State.STATUS;
    private int left;
    private boolean isChunked;
    private boolean isEvents;
    private @Nullable String fault;

    private enum State {
        STATUS,
        HEADER,
        SIZE,
        EXTENSION,
        DATA,
        AFTER_DATA,
        TRAILER,
        END,
        BROKEN
    }

    /** @param lines where the bodies of chunks go */
    StreamReader(EventLines lines) {
        this.lines = lines;
    }

    /** Takes all there is. After a fault the rest is not looked at. */
    void read(ByteBuf piece) {
        while (piece.isReadable()) {
            step(piece.readByte());
        }
    }

    /** Whether the head has come, and is that of a stream of events. */
    boolean isOpen() {
        return switch (state) {
            case STATUS, HEADER, BROKEN -> false;
            case SIZE, EXTENSION, DATA, AFTER_DATA, TRAILER, END -> true;
        };
    }

    /** Whether the whole answer has come, and all of it was good. */
    boolean isWhole() {
        return state == State.END;
    }

    /** The first thing that was wrong, if anything was. */
    @Nullable String fault() {
        return fault;
    }

    private void step(byte b) {
        switch (state) {
            case STATUS, HEADER, TRAILER -> headByte(b);
            case SIZE -> sizeByte(b);
            case EXTENSION -> {
                if (b == '\n') {
                    sizeEnds();
                }
            }
            case DATA -> {
                left--;
                String wrong = lines.take(b);
                if (wrong != null) {
                    broken(wrong);
                } else if (left == 0) {
                    state = State.AFTER_DATA;
                }
            }
            case AFTER_DATA -> {
                if (b == '\n') {
                    state = State.SIZE;
                } else if (b != '\r') {
                    broken("no line break after a chunk");
                }
            }
            case END -> broken("bytes after the end");
            case BROKEN -> {}
        }
    }

    private void headByte(byte b) {
        if (b == '\n') {
            String line = text.toString();
            text.setLength(0);
            headLine(line);
        } else if (text.length() == LONGEST_HEAD_LINE) {
            broken("a line of the head too long");
        } else if (b != '\r') {
            text.append((char) (b & 0xff));
        }
    }

    private void headLine(String line) {
        if (state == State.STATUS) {
            if (line.startsWith("HTTP/1.1 200 ")) {
                state = State.HEADER;
            } else {
                broken("answered " + line);
            }
        } else if (!line.isEmpty()) {
            String header = line.toLowerCase(Locale.ROOT).replace(" ", "");
            isChunked |= header.equals("transfer-encoding:chunked");
            isEvents |= header.startsWith("content-type:text/event-stream");
        } else if (state == State.TRAILER) {
            state = State.END;
        } else if (!isEvents) {
            broken("not answered with events");
        } else if (!isChunked) {
            broken("not answered in chunks");
        } else {
            state = State.SIZE;
            // Streams are open for long, and there are many.
            text.trimToSize();
        }
    }

    private void sizeByte(byte b) {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && text.length() < MOST_SIZE_DIGITS) {
            left = left * 16 + digit;
            text.append((char) b);
        } else if (text.isEmpty()) {
            broken("a chunk without a size");
        } else if (b == '\n') {
            sizeEnds();
        } else if (b == '\r' || b == ';') {
            state = State.EXTENSION;
        } else {
            broken("a wrong size of a chunk");
        }
    }

    private void sizeEnds() {
        text.setLength(0);
        if (left > 0) {
            state = State.DATA;
        } else if (lines.isWhole()) {
            state = State.TRAILER;
        } else {
            broken("ended early");
        }
    }

    private void broken(String why) {
        state = State.BROKEN;
        fault = why;
    }
}
