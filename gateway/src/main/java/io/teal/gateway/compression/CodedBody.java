package io.teal.gateway.compression;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.ZstdOutputStream;
import io.teal.gateway.routing.policy.Compression.Algorithm;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One body on its way through a coding. Holds memory outside the heap until the last piece or {@link #close}. Confined to the event
 * loop of the client.
 */
public final class CodedBody implements AutoCloseable {
    // Levels that cost an event loop little: an answer is read once, and comes in pieces.
    private static final int GZIP_LEVEL = 4;
    private static final int BROTLI_QUALITY = 4;
    private static final int BROTLI_WINDOW_BITS = 19;
    private static final int ZSTD_LEVEL = 3;

    private final ByteArrayOutputStream made = new ByteArrayOutputStream();
    private final OutputStream coder;
    private boolean closed;

    private CodedBody(Algorithm algorithm) throws IOException {
        this.coder = coder(algorithm, made);
    }

    /**
     * A body of which nothing has come yet.
     *
     * @throws LinkageError when there is no library for it on this platform
     */
    static CodedBody open(Algorithm algorithm) {
        try {
            return new CodedBody(algorithm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OutputStream coder(Algorithm algorithm, OutputStream to) throws IOException {
        return switch (algorithm) {
            case GZIP -> new Gzip(to);
            case BR -> {
                Brotli4jLoader.ensureAvailability();
                yield new BrotliOutputStream(
                        to, new Encoder.Parameters().setQuality(BROTLI_QUALITY).setWindow(BROTLI_WINDOW_BITS));
            }
            case ZSTD -> new ZstdOutputStream(to, ZSTD_LEVEL);
        };
    }

    /** The next piece, so that the client can read all that came so far. */
    public Buffer piece(Buffer plain) {
        try {
            coder.write(plain.getBytes());
            coder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return take();
    }

    /**
     * The last piece.
     *
     * @param plain what is left, or null when there is no more
     */
    public Buffer last(@Nullable Buffer plain) {
        try {
            if (plain != null) {
                coder.write(plain.getBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
        return take();
    }

    private Buffer take() {
        Buffer piece = Buffer.buffer(made.toByteArray());
        made.reset();
        return piece;
    }

    /** Gives the body up, if it was not told to its end. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            coder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that is flushed when it is asked to be. */
    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream to) throws IOException {
            super(to, 4 << 10, true);
            def.setLevel(GZIP_LEVEL);
        }
    }
}
