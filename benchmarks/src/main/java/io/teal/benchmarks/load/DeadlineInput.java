package io.teal.benchmarks.load;

import java.io.FilterInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** What a socket sends, up to a moment: a timeout for the whole of an answer, where the socket's own is for each read. */
final class DeadlineInput extends FilterInputStream {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Socket socket;
    private long deadline;

    DeadlineInput(Socket socket) throws IOException {
        super(socket.getInputStream());
        this.socket = socket;
    }

    /** From now on reads end with a {@link SocketTimeoutException} at this value of {@link System#nanoTime}. */
    void until(long nanoTime) {
        deadline = nanoTime;
    }

    @Override
    public int read() throws IOException {
        limit();
        return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        limit();
        return super.read(bytes, offset, length);
    }

    private void limit() throws IOException {
        long millis = (deadline - System.nanoTime()) / NANOS_PER_MILLI;
        if (millis <= 0) {
            throw new SocketTimeoutException("too late");
        }
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, millis));
    }
}
