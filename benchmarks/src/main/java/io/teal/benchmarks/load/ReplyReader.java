package io.teal.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads HTTP/1.1 responses from one connection, strictly: a body that ends before its end is an {@link EOFException}. */
public final class ReplyReader {
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int LONGEST_BODY = 16 * 1024 * 1024;

    private final InputStream in;

    /** Reads from a stream that is buffered. */
    public ReplyReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads one response to its end.
     *
     * @throws IOException when it is cut or is not HTTP
     */
    public Reply read() throws IOException {
        String start = line();
        if (!start.startsWith("HTTP/1.1 ") || start.length() < 12) {
            throw new IOException("not HTTP/1.1: " + start);
        }
        int status = number(start.substring(9, 12), 10);
        Map<String, String> fields = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("not a field: " + line);
            }
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Reply(status, fields, body(fields));
    }

    private String body(Map<String, String> fields) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String length = fields.get("content-length");
        if ("chunked".equalsIgnoreCase(fields.getOrDefault("transfer-encoding", ""))) {
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                copy(size, body);
                lineEnd();
            }
            while (!line().isEmpty()) {
                // A trailer, of no interest.
            }
        } else if (length != null) {
            copy(number(length, 10), body);
        } else {
            throw new IOException("a body without length or chunks");
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private int chunkSize() throws IOException {
        String line = line();
        int semicolon = line.indexOf(';');
        return number(semicolon < 0 ? line : line.substring(0, semicolon), 16);
    }

    private void copy(int size, ByteArrayOutputStream body) throws IOException {
        if (size > LONGEST_BODY - body.size()) {
            throw new IOException("a body longer than " + LONGEST_BODY);
        }
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("cut in the body");
        }
        body.writeBytes(bytes);
    }

    private void lineEnd() throws IOException {
        if (!line().isEmpty()) {
            throw new IOException("a chunk longer than its size");
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("cut in a line");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("a line longer than " + LONGEST_LINE);
            }
            line.append((char) c);
        }
        if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("a line that does not end with CR LF");
        }
        line.setLength(line.length() - 1);
        return line.toString();
    }

    private static int number(String text, int radix) throws IOException {
        try {
            return Integer.parseUnsignedInt(text.strip(), radix);
        } catch (NumberFormatException e) {
            throw new IOException("not a number: " + text, e);
        }
    }
}
