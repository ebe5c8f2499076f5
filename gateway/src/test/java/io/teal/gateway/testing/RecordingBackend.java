package io.teal.gateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server behind the gateway that keeps every byte it receives, and reads requests as strictly as RFC 9112 allows: whatever
 * it could misunderstand is a violation. It answers {@code ok} to every request.
 */
public final class RecordingBackend implements AutoCloseable {
    private final ServerSocket listening;
    private final long delayMillis;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<Received> requests = new ConcurrentLinkedQueue<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();

    /**
     * A request that was complete.
     *
     * @param line its request line
     * @param body decoded, one character for each byte
     */
    public record Received(String line, String body) {}

    private RecordingBackend(long delayMillis) {
        this.delayMillis = delayMillis;
        try {
            listening = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Thread unused = Thread.ofVirtual().start(this::accept);
    }

    /** One that answers at once. */
    public static RecordingBackend start() {
        return new RecordingBackend(0);
    }

    /** One that takes its time. */
    public static RecordingBackend answeringAfter(Duration delay) {
        return new RecordingBackend(delay.toMillis());
    }

    /** Host and port. */
    public String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** The complete requests, in the order in which they ended. */
    public List<Received> requests() {
        return List.copyOf(requests);
    }

    /** What no server should have to read. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Everything that was received on all connections. */
    public String bytes() {
        synchronized (bytes) {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** The most requests at a time; one ends just before its answer is written. */
    public int mostInFlight() {
        return mostInFlight.get();
    }

    /** Forgets what came so far; what is in flight still counts. */
    public void forget() {
        mostInFlight.set(inFlight.get());
        requests.clear();
        violations.clear();
        synchronized (bytes) {
            bytes.reset();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                Thread unused = Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream())) {
            for (String line = line(in, true); !line.isEmpty(); line = line(in, true)) {
                mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                requests.add(new Received(line, body(in, line)));
                answer(socket);
            }
        } catch (Violation violation) {
            violations.add(violation.getMessage());
        } catch (IOException gone) {
            // The gateway closed it, perhaps in the middle of a request that it gave up.
        }
    }

    private void answer(Socket socket) {
        var unused = clock.schedule(
                () -> {
                    inFlight.decrementAndGet();
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                    .getBytes(StandardCharsets.US_ASCII));
                    return true;
                },
                delayMillis,
                TimeUnit.MILLISECONDS);
    }

    private String body(InputStream in, String requestLine) throws IOException {
        demand(requestLine.matches("[A-Z-]+ (/|\\*$)?[!-~]* HTTP/1\\.1"), requestLine);
        List<String> hosts = new ArrayList<>();
        List<String> lengths = new ArrayList<>();
        List<String> codings = new ArrayList<>();
        for (String field = line(in, false); !field.isEmpty(); field = line(in, false)) {
            demand(field.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ -~\\t\\x80-\\xff]*"), field);
            int colon = field.indexOf(':');
            String value = field.substring(colon + 1).strip();
            switch (field.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "host" -> hosts.add(value);
                case "content-length" -> lengths.add(value);
                case "transfer-encoding" -> codings.add(value);
                default -> {}
            }
        }
        demand(hosts.size() == 1, "Host " + hosts);
        demand(lengths.size() + codings.size() <= 1, "length " + lengths + " coding " + codings);
        if (!lengths.isEmpty()) {
            demand(lengths.get(0).matches("0|[1-9][0-9]{0,9}"), "length " + lengths);
            return exactly(in, Integer.parseInt(lengths.get(0)));
        }
        if (codings.isEmpty()) {
            return "";
        }
        demand(codings.get(0).equals("chunked"), "coding " + codings);
        StringBuilder body = new StringBuilder();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            body.append(exactly(in, size));
            demand(line(in, false).isEmpty(), "no CRLF after a chunk");
        }
        for (String trailer = line(in, false); !trailer.isEmpty(); trailer = line(in, false)) {
            demand(trailer.matches("[A-Za-z-]+:[ -~]*"), trailer);
        }
        return body.toString();
    }

    private int chunkSize(InputStream in) throws IOException {
        String line = line(in, false);
        demand(line.matches("[0-9a-fA-F]{1,7}"), "chunk size " + line);
        return Integer.parseInt(line, 16);
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation(otherwise);
        }
    }

    private int octet(InputStream in) throws IOException {
        int octet = in.read();
        if (octet >= 0) {
            synchronized (bytes) {
                bytes.write(octet);
            }
        }
        return octet;
    }

    /** A line without its CRLF; empty at the end of the stream where that is allowed. */
    private String line(InputStream in, boolean mayEnd) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = octet(in); octet != '\r'; octet = octet(in)) {
            if (octet < 0) {
                if (mayEnd && line.isEmpty()) {
                    return "";
                }
                throw new IOException("ended in the middle of a request");
            }
            demand(octet != '\n', "bare LF after " + line);
            line.append((char) octet);
        }
        demand(octet(in) == '\n', "bare CR after " + line);
        return line.toString();
    }

    private String exactly(InputStream in, int size) throws IOException {
        StringBuilder text = new StringBuilder(size);
        for (int i = 0; i < size; i++) {
            int octet = octet(in);
            if (octet < 0) {
                throw new IOException("ended in the middle of a body");
            }
            text.append((char) octet);
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        clock.shutdownNow();
    }

    private static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1;

        Violation(String what) {
            super(what);
        }
    }
}
