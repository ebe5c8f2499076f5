package io.teal.gateway.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What holds for a reader whatever bytes come in whatever pieces: it does not throw, keeps little, changes nothing, says
 * nothing that contradicts itself, and says the same as of the bytes in one piece. The fuzzer calls it by its name.
 */
public final class AnswerFuzz {
    private static final int HEAD = 4;
    private static final int FILLED = 0x80;
    private static final int[] STATUS = {200, 200, 200, 400, 500};
    private static final List<Dialect> DIALECTS = List.of(Dialect.CHATCHAT, Dialect.OPENAI, Dialect.NONE);

    private AnswerFuzz() {}

    /**
     * Tries one input.
     *
     * @param input the first four bytes say what is read and how it is cut, and whether so much is put into the rest that it
     *     is longer than what is kept
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < HEAD) {
            return;
        }
        byte[] bytes = content(input);
        byte[] before = bytes.clone();
        AnswerReader whole = reader(input[0]);
        whole.read(Unpooled.wrappedBuffer(bytes));
        check(whole.held() <= EventStream.MOST + 1, "keeps too much");
        boolean betweenEvents = whole.betweenEvents();
        whole.end();
        consistent(whole);

        AnswerReader pieces = reader(input[0]);
        inPieces(pieces, bytes, input[1] & 0xff);
        check(pieces.betweenEvents() == betweenEvents, "is between events in one way only");
        pieces.end();
        consistent(pieces);

        check(Arrays.equals(bytes, before), "changes bytes");
        check(pieces.outcome() == whole.outcome(), "judges pieces otherwise");
        check(pieces.failed() == whole.failed(), "fails in pieces otherwise");
        check(pieces.begun() == whole.begun(), "begins in pieces otherwise");
        check(pieces.error().equals(whole.error()), "tells another error of pieces");
        if (whole instanceof StreamedAnswer && !hasBareLine(bytes)) {
            check(pieces.events() == whole.events(), "counts other events in pieces");
        }
    }

    /** An input for these bytes. */
    static byte[] input(Dialect dialect, int status, boolean stream, byte[] bytes) {
        byte[] input = new byte[HEAD + bytes.length];
        int which = stream ? 0 : status == 200 ? 2 : status == 400 ? 3 : 4;
        input[0] = (byte) (DIALECTS.indexOf(dialect) * STATUS.length + which);
        input[1] = 3;
        System.arraycopy(bytes, 0, input, HEAD, bytes.length);
        return input;
    }

    private static AnswerReader reader(byte kind) {
        int which = kind & 0x7f;
        int status = which % STATUS.length;
        return AnswerReader.of(
                DIALECTS.get(which / STATUS.length % DIALECTS.size()),
                Asked.QUESTION,
                STATUS[status],
                status < 2 ? Reading.EVENTS : Reading.JSON,
                null);
    }

    private static byte[] content(byte[] input) {
        if ((input[0] & FILLED) == 0) {
            return Arrays.copyOfRange(input, HEAD, input.length);
        }
        int fill = EventStream.MOST - 128 + (input[2] & 0xff);
        int at = HEAD + (input[3] & 0xff) % (input.length - HEAD + 1);
        byte[] bytes = new byte[input.length - HEAD + fill];
        Arrays.fill(bytes, (byte) 'x');
        System.arraycopy(input, HEAD, bytes, 0, at - HEAD);
        System.arraycopy(input, at, bytes, at - HEAD + fill, input.length - at);
        return bytes;
    }

    private static void inPieces(AnswerReader reader, byte[] bytes, int seed) {
        int state = seed * 0x9e3779b1 + 1;
        int most = 1 << seed % 12;
        int at = 0;
        while (at < bytes.length) {
            state = state * 1_664_525 + 1_013_904_223;
            int piece = Math.min(bytes.length - at, 1 + (state >>> 16) % most);
            if (at == 0) {
                direct(reader, bytes, piece);
            } else {
                reader.read(Unpooled.wrappedBuffer(bytes, at, piece));
            }
            at += piece;
            check(reader.held() <= EventStream.MOST + 1, "keeps too much of pieces");
        }
    }

    private static void direct(AnswerReader reader, byte[] bytes, int length) {
        ByteBuf direct = Unpooled.directBuffer(length);
        try {
            reader.read(direct.writeBytes(bytes, 0, length));
            check(direct.readableBytes() == length && direct.refCnt() == 1, "takes what it reads");
        } finally {
            direct.release();
        }
    }

    private static void consistent(AnswerReader reader) {
        check(reader.failed() == null || reader.outcome() == reader.failed(), "has two outcomes");
        check(reader.failed() != null || reader.error().isEmpty(), "tells an error of a success");
        check(Objects.equals(reader.error(), reader.error()), "tells two errors");
        int told = reader.error().getBytes(StandardCharsets.UTF_8).length;
        check(told <= JsonText.MOST_ERROR, "tells too much");
    }

    private static boolean hasBareLine(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '{' && (i == 0 || bytes[i - 1] == '\n' || bytes[i - 1] == '\r' || i == 3)) {
                return true;
            }
        }
        return false;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError("the reader " + otherwise);
        }
    }
}
