package io.teal.gateway.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Sockets as Linux counts them, by the port at their other end. */
public final class KernelSockets {
    private KernelSockets() {}

    /** How many connections to a port are established and have not been closed at this end. */
    public static int established(int port) {
        return (int) find(port, 1).count();
    }

    /** Bytes that were written to established connections to a port and that the other end has not taken. */
    public static long untaken(int port) {
        return find(port, 1)
                .mapToLong(found -> Long.parseLong(found.group(1), 16))
                .sum();
    }

    /** How many connections to a port are being opened: sockets in SYN_SENT. */
    public static int opening(int port) {
        return (int) find(port, 2).count();
    }

    private static Stream<MatchResult> find(int port, int state) {
        Pattern remote = Pattern.compile(String.format(Locale.ROOT, ":%04X %02X ([0-9A-F]+):", port, state));
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6").flatMap(table -> {
            try {
                return remote.matcher(Files.readString(Path.of(table))).results();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }
}
