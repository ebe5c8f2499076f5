package io.teal.gateway.serve;

import io.teal.gateway.question.Shape;
import io.teal.gateway.replay.Admission;
import io.teal.gateway.replay.EventCutter;
import io.teal.gateway.replay.StoredAnswer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What has come of the answer of a {@link Flight}: its events, each whole, or its body in pieces. */
final class Recording {
    /** Most bytes of an answer that is told in another form than it came. */
    static final int MOST = 16 << 20;

    private static final int MOST_HERE = 128 << 10;

    private final Shape shape;
    private @Nullable EventCutter cutter;
    private @Nullable List<byte[]> pieces = new ArrayList<>();
    private int status;
    private boolean streamed;
    private int length;

    Recording(Shape shape) {
        this.shape = shape;
    }

    /** The answer begins. */
    void begin(int withStatus, boolean eventStream) {
        status = withStatus;
        streamed = eventStream;
        cutter = eventStream ? new EventCutter() : null;
    }

    /** Takes bytes; told is each event that is whole now, or the bytes of a body. */
    void add(byte[] bytes, Consumer<byte[]> told) {
        EventCutter events = cutter;
        if (events == null) {
            put(bytes);
            told.accept(bytes);
        } else {
            events.read(bytes, 0, bytes.length, event -> {
                put(event);
                told.accept(event);
            });
        }
    }

    private void put(byte[] piece) {
        length += piece.length;
        if (pieces != null) {
            pieces.add(piece);
        }
    }

    /** Whether clients get the pieces as they come: of a stream always, of one body only once it is too long to be kept. */
    boolean live() {
        return streamed || pieces == null;
    }

    /** Whether a client that wants this form gets what comes as it is. */
    boolean passes(boolean wantsStream) {
        if (!streamed) {
            // An error, or whatever else is no answer to be told in two forms.
            return status != 200 || !wantsStream || shape.askedAsStream();
        }
        return wantsStream;
    }

    /** Whether all that came is still there. */
    boolean kept() {
        return pieces != null;
    }

    int length() {
        return length;
    }

    void each(Consumer<byte[]> what) {
        if (pieces != null) {
            pieces.forEach(what);
        }
    }

    void drop() {
        pieces = null;
    }

    /** Whether to read through it takes no longer than an event loop may be held up: a MiB takes some milliseconds. */
    boolean quicklyRead() {
        return length <= MOST_HERE;
    }

    /**
     * Reads through the answer, once all of it has come; null when not all of it was kept. Any thread.
     *
     * @param contentType as the server says; null when it does not
     */
    @Nullable Brought bring(@Nullable String contentType) {
        StoredAnswer answer = answer(contentType == null ? "application/octet-stream" : contentType);
        if (answer == null) {
            return null;
        }
        if (!quicklyRead()) {
            // Made here, so that no reader has to make it on its event loop.
            StoredAnswer unusedStream = answer.asStream();
            StoredAnswer unusedWhole = answer.asWhole();
        }
        return new Brought(answer, Admission.refusal(answer));
    }

    private @Nullable StoredAnswer answer(String contentType) {
        List<byte[]> all = pieces;
        if (all == null) {
            return null;
        }
        if (streamed) {
            return StoredAnswer.ofEvents(shape, contentType, all);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(length);
        all.forEach(body::writeBytes);
        return StoredAnswer.ofWhole(shape, contentType, body.toByteArray());
    }

    /**
     * What a flight brought, read through.
     *
     * @param refusal why it is not kept, as far as it goes by what it says; null when nothing speaks against it
     */
    record Brought(StoredAnswer answer, @Nullable String refusal) {}
}
