package io.teal.gateway.testing;

import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis server, or a sentinel, as a child process on a free port. It keeps nothing on disk, so one that is started again
 * is empty. What is asked of it directly goes over a connection of its own for each command.
 */
public final class RealRedis implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ANSWER_MILLIS = 5000;
    private static final int ATTEMPTS = 5;

    private final Path folder;
    private int port;
    private final boolean sentinel;
    private final List<String> settings;
    private String password = "";
    private Process process;

    private RealRedis(Path folder, boolean sentinel, List<String> settings) throws IOException {
        this.folder = Files.createTempDirectory(folder, "redis-");
        this.sentinel = sentinel;
        this.settings = settings;
        begin();
    }

    /** A port that was free can be taken by somebody else before the server has it, and that of a cluster's node above it, too. */
    private void begin() throws IOException {
        for (int attempt = 1; ; attempt++) {
            port = freePort();
            try {
                run();
                return;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Starts a server.
     *
     * @param folder where its files may go
     * @param settings as in its configuration file, one each
     */
    public static RealRedis start(Path folder, String... settings) throws IOException {
        return new RealRedis(folder, false, List.of(settings));
    }

    /** Starts a sentinel. */
    public static RealRedis startSentinel(Path folder, String... settings) throws IOException {
        return new RealRedis(folder, true, List.of(settings));
    }

    /** Free now, and with room above it for the port on which nodes of a cluster speak to each other. */
    private static int freePort() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (socket.getLocalPort() < 55_000) {
                    return socket.getLocalPort();
                }
            }
        }
        throw new IOException("no free port below 55000");
    }

    private void run() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "port " + port,
                "bind 127.0.0.1",
                "dir " + folder,
                "save \"\"",
                "appendonly no",
                "daemonize no",
                "repl-diskless-sync yes",
                "repl-diskless-sync-delay 0"));
        if (sentinel) {
            lines.removeIf(line -> line.startsWith("save") || line.startsWith("append") || line.startsWith("repl"));
        }
        lines.addAll(settings);
        // A sentinel writes what it learned into its file.
        Path file = Files.write(folder.resolve("redis.conf"), lines);
        List<String> command = new ArrayList<>(List.of(Executable.PATH.toString(), file.toString()));
        if (sentinel) {
            command.add("--sentinel");
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("redis.log").toFile()))
                .start();
        // A frozen one would outlive a test that is broken off.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptions()
                .until(() -> !process.isAlive() || answers());
        if (!process.isAlive()) {
            throw new IOException("it ended: " + Files.readString(folder.resolve("redis.log")));
        }
    }

    private boolean answers() {
        String answer = ask("PING");
        return answer.startsWith("+PONG") || answer.startsWith("-NOAUTH");
    }

    /** Unpacked once for all tests of a JVM. */
    private static final class Executable {
        static final Path PATH = unpack();

        private static Path unpack() {
            try {
                return ExecutableProvider.newJarResourceProvider().get().toPath();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    public int port() {
        return port;
    }

    /** Host and port. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** {@code redis://} and the address. */
    public String url() {
        return "redis://" + address();
    }

    /** What is said to it from here on is said with this password; empty for none. */
    public RealRedis identifiedBy(String password) {
        this.password = password;
        return this;
    }

    /** Wants this password from new connections; empty for none. */
    public void setPassword(String wanted) {
        String answer = ask("CONFIG", "SET", "requirepass", wanted);
        if (!answer.startsWith("+OK")) {
            throw new AssertionError(answer);
        }
        password = wanted;
    }

    /** Refuses whatever would need more memory than that, and forgets nothing. */
    public void setMaxMemory(long bytes) {
        ask("CONFIG", "SET", "maxmemory-policy", "noeviction");
        ask("CONFIG", "SET", "maxmemory", Long.toString(bytes));
    }

    /** Answers nobody for so long. Returns at once. */
    public void beSlow(Duration time) throws IOException {
        // Its answer comes when the time is over, and nobody waits for it.
        try (Socket socket = connect()) {
            write(socket, "DEBUG", "SLEEP", Double.toString(time.toMillis() / 1000.0));
            socket.shutdownOutput();
        }
    }

    /** The first line of the answer and, when it is a text or a list, the rest, as they came. */
    public String ask(String... command) {
        try (Socket socket = connect()) {
            if (!password.isEmpty()) {
                write(socket, "AUTH", password);
                String welcome = read(socket.getInputStream());
                if (welcome.startsWith("-WRONGPASS")) {
                    return welcome;
                }
            }
            write(socket, command);
            return read(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new AssertionError(address() + " " + String.join(" ", command), e);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(ANSWER_MILLIS);
        return socket;
    }

    private static void write(Socket socket, String... command) throws IOException {
        StringBuilder text = new StringBuilder("*" + command.length + "\r\n");
        for (String word : command) {
            text.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        OutputStream out = socket.getOutputStream();
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String read(InputStream in) throws IOException {
        String line = line(in);
        if (line.startsWith("$") && !line.startsWith("$-")) {
            byte[] body = in.readNBytes(Integer.parseInt(line.substring(1).strip()) + 2);
            return line + new String(body, StandardCharsets.UTF_8);
        }
        if (line.startsWith("*") && !line.startsWith("*-")) {
            StringBuilder list = new StringBuilder(line);
            for (int i = Integer.parseInt(line.substring(1).strip()); i > 0; i--) {
                list.append(read(in));
            }
            return list.toString();
        }
        return line;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0) {
            line.append((char) next);
            if (next == '\n') {
                return line.toString();
            }
            next = in.read();
        }
        throw new IOException("closed after " + line);
    }

    /** Stops it in the midst of whatever it does; its connections stay open. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            if (!kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new AssertionError("kill -" + name + " failed");
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends it at once, as with kill -9, and waits until it is gone. */
    public void kill() {
        try {
            if (!process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends it in good order and waits until it is gone. */
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts it again, empty, on the same port, as it was first set up; only when it has ended. */
    public void restart() throws IOException {
        if (process.isAlive()) {
            throw new IllegalStateException("process " + process.pid() + " still runs");
        }
        run();
    }

    /** Ends it, frozen or not. */
    @Override
    public void close() {
        kill();
    }
}
