package io.teal.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Collects a body up to a limit and hands it over when it is complete. */
final class WholeBody implements BodySink {
    private final int limit;
    private final Consumer<byte[]> whole;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

    WholeBody(int limit, Consumer<byte[]> whole) {
        this.limit = limit;
        this.whole = whole;
    }

    @Override
    public void data(ByteBuf piece) {
        keep(collected, piece, limit);
    }

    @Override
    public void end(HttpHeaders trailers) {
        whole.accept(collected.toByteArray());
    }

    /** Appends what fits under the limit, without moving the piece's reader index. */
    static void keep(ByteArrayOutputStream to, ByteBuf piece, int limit) {
        int room = Math.min(limit - to.size(), piece.readableBytes());
        if (room <= 0) {
            return;
        }
        try {
            piece.getBytes(piece.readerIndex(), to, room);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
