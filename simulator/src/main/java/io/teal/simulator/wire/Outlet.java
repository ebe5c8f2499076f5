package io.teal.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * The way out of a connection: bytes and actions (close, reset, next request) in the order given. It can cut everything
 * into small pieces that are flushed one by one, which splits multi-byte characters and CRLF pairs over TCP segments.
 * Runs on the connection's event loop.
 */
final class Outlet {
    private final ChannelHandlerContext context;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private int pieceSize;
    private long pauseNanos;
    private boolean pumping;
    private boolean reading;

    Outlet(ChannelHandlerContext context) {
        this.context = context;
    }

    /** From now on writes pieces of this size, {@code pauseNanos} apart. */
    void slice(int size, long pause) {
        pieceSize = Math.max(1, size);
        pauseNanos = pause;
    }

    /** From now on writes what it is given in one go. */
    void whole() {
        then(() -> pieceSize = 0);
    }

    /** While the connection reads, flushes are put off until the read is complete. */
    void reading(boolean now) {
        reading = now;
        if (!now) {
            context.flush();
        }
    }

    void send(ByteBuf bytes) {
        if (pieceSize == 0 && waiting.isEmpty()) {
            write(bytes);
            return;
        }
        waiting.add(bytes);
        start();
    }

    /** Sends bytes, the action just before the last of them. */
    void sendLast(ByteBuf bytes, Runnable action) {
        if (pieceSize > 0 && bytes.readableBytes() > pieceSize) {
            // Cut where it would be cut anyway.
            send(bytes.readRetainedSlice((bytes.readableBytes() - 1) / pieceSize * pieceSize));
        }
        then(action);
        send(bytes);
    }

    void then(Runnable action) {
        if (waiting.isEmpty()) {
            action.run();
            return;
        }
        waiting.add(action);
    }

    boolean writable() {
        return context.channel().isWritable();
    }

    /** Drops what still waits. */
    void discard() {
        for (Object next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next instanceof ByteBuf bytes) {
                bytes.release();
            }
        }
    }

    private void start() {
        if (!pumping) {
            pumping = true;
            context.executor().execute(this::pump);
        }
    }

    private void pump() {
        pumping = false;
        Object next = waiting.peek();
        while (next instanceof Runnable action) {
            waiting.remove();
            action.run();
            next = waiting.peek();
        }
        if (next instanceof ByteBuf bytes) {
            int size = pieceSize == 0 ? bytes.readableBytes() : Math.min(pieceSize, bytes.readableBytes());
            ByteBuf piece = bytes.readRetainedSlice(size);
            if (!bytes.isReadable()) {
                waiting.remove();
                bytes.release();
            }
            var unused = context.writeAndFlush(piece);
            pumping = true;
            var unusedToo = context.executor().schedule(this::pump, pauseNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void write(ByteBuf bytes) {
        if (reading) {
            var unused = context.write(bytes);
        } else {
            var unused = context.writeAndFlush(bytes);
        }
    }
}
