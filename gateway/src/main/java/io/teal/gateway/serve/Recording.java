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

/**
 * What has come of the answer of a {@link Flight}: its events, each whole, or its body in pieces. What calls itself an event
 * stream and is none (Chatchat up to 0.2.8 sends its JSON bare) passes in pieces as well, and is not kept.
 */
final class Recording {
    /** Most bytes of an answer that is told in another form than it came. */
    static final int MOST = 16 << 20;

    private static final int MOST_HERE = 128 << 10;

    private final Shape shape;
    private @Nullable EventCutter cutter;
    private @Nullable List<byte[]> pieces = new ArrayList<>();
    private int status;
    private boolean streamed;
    private boolean begun;
    private boolean bare;
    private int length;

    Recording(Shape shape) {
        this.shape = shape;
    }

    /**
     * The answer begins.
     *
     * @param events whether it is an event stream that can be read
     */
    void begin(int withStatus, boolean events) {
        status = withStatus;
        streamed = events;
        cutter = events ? new EventCutter() : null;
    }

    /** Takes bytes; told is each event that is whole now, or the bytes of a body. */
    void add(byte[] bytes, Consumer<byte[]> told) {
        if (!begun && bytes.length > 0) {
            begun = true;
            bare = streamed && bytes[0] == '{';
        }
        EventCutter events = bare ? null : cutter;
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

    /** Tells what is left of an event that never came to its end, once all has come. */
    void rest(Consumer<byte[]> told) {
        if (cutter != null && !bare && cutter.held() > 0) {
            told.accept(cutter.rest());
        }
    }

    /** Whether clients get the pieces as they come: of a stream always, of one body only once it is too long to be kept. */
    boolean live() {
        return streamed || pieces == null;
    }

    /** Whether a client that wants this form gets what comes as it is. */
    boolean passes(boolean wantsStream) {
        // Whatever is no answer cannot be told in two forms.
        if (status != 200 || bare) {
            return true;
        }
        return streamed ? wantsStream : !wantsStream || shape.askedAsStream();
    }

    /** Whether all that came is still there. */
    boolean kept() {
        return pieces != null;
    }

    /** Whether it is known already that it cannot be kept. */
    boolean bare() {
        return bare;
    }

    /** Bytes that have come, those of an event under way included. */
    int length() {
        return length + (cutter == null ? 0 : cutter.held());
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
        boolean torn = cutter != null && cutter.held() > 0;
        return new Brought(answer, torn || bare ? "unfinished" : Admission.refusal(answer));
    }

    private @Nullable StoredAnswer answer(String contentType) {
        List<byte[]> all = pieces;
        if (all == null) {
            return null;
        }
        if (streamed && !bare) {
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
