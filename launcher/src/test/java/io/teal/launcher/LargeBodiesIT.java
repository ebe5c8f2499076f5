package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with 64 MiB of heap, and as much direct memory, passes bodies of any size and readers of any slowness. */
class LargeBodiesIT {
    private static final long GIB = 1L << 30;
    private static final int SLOW_READERS = 64;

    /** Heap and direct memory at 64 MiB each, and what a JVM needs for itself. */
    private static final long MOST_RESIDENT_KIB = 320L << 10;

    @TempDir
    Path directory;

    private Fleet fleet;
    private TealProcess teal;
    private int port;

    @BeforeEach
    void start() throws IOException {
        fleet = Fleet.start(
                Instance.named("blue-1").withTiming(Timing.instant()),
                Instance.named("green-1").withTiming(Timing.instant()));
        Path conf = TestConf.write(
                directory,
                fleet.server("blue-1").address(),
                fleet.server("green-1").address());
        String routing = Files.readString(conf.resolve("routing.yaml"));
        Path written = Files.writeString(
                conf.resolve("routing.yaml"),
                routing.replace("service: chat}", "service: chat, limits: {body: none}}"));
        assertThat(written).content().contains("body: none");
        teal = TealProcess.start(
                Map.of("JAVA_TOOL_OPTIONS", "-Xmx64m -XX:MaxDirectMemorySize=64m -XX:+ExitOnOutOfMemoryError"),
                "run",
                "--conf",
                conf.toString());
        port = URI.create(teal.find("on (http://[^,]+), admin API")).getPort();
    }

    @AfterEach
    void stop() {
        teal.close();
        fleet.close();
    }

    @Test
    void aGibibyteGoesUp() throws Exception {
        // Given
        byte[] block = new byte[1 << 20];
        new Random(7).nextBytes(block);
        MessageDigest sum = MessageDigest.getInstance("SHA-256");

        // When
        String reply;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            out.write(head("POST /__fake/upload", "Content-Length: " + GIB));
            for (long sent = 0; sent < GIB; sent += block.length) {
                out.write(block);
                sum.update(block);
            }
            out.flush();
            reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        // Then
        assertThat(reply)
                .startsWith("HTTP/1.1 200 ")
                .contains(Long.toString(GIB))
                .contains(HexFormat.of().formatHex(sum.digest()));
        assertThat(residentKib()).isLessThan(MOST_RESIDENT_KIB);
    }

    @Test
    void aGibibyteComesDown() throws Exception {
        // When
        long read = 0;
        String head;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(head("GET /__fake/bytes?n=" + GIB, "Accept: */*"));
            InputStream in = socket.getInputStream();
            head = readHead(in);
            byte[] block = new byte[1 << 16];
            int some;
            while ((some = in.read(block)) >= 0) {
                read += some;
            }
        }

        // Then
        assertThat(head).startsWith("HTTP/1.1 200 ");
        assertThat(read).isEqualTo(GIB);
        assertThat(residentKib()).isLessThan(MOST_RESIDENT_KIB);
    }

    @Test
    void readersThatStopReadingFillNoMemory() throws Exception {
        // Given
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_READERS; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(4 << 10);
                socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
                socket.getOutputStream().write(head("GET /__fake/bytes?n=" + GIB, "Accept: */*"));
                assertThat(readHead(socket.getInputStream())).startsWith("HTTP/1.1 200 ");
                slow.add(socket);
            }

            // When: much more than all memory is asked for by one who reads, beside those who do not
            long read = 0;
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(head("GET /__fake/bytes?n=" + (GIB >> 2), "Accept: */*"));
                String head = readHead(socket.getInputStream());
                assertThat(head).startsWith("HTTP/1.1 200 ");
                byte[] block = new byte[1 << 16];
                int some;
                while ((some = socket.getInputStream().read(block)) >= 0) {
                    read += some;
                }
            }

            // Then
            assertThat(read).isEqualTo(GIB >> 2);
            assertThat(teal.alive()).isTrue();
            assertThat(residentKib()).isLessThan(MOST_RESIDENT_KIB);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static byte[] head(String line, String field) {
        return (line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + field + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                return head.toString();
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    /** The most memory the process ever had in RAM. */
    private long residentKib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(teal.pid()), "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("no VmHWM for process " + teal.pid());
    }
}
