package io.teal.benchmarks.streams;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who passes streams on: one process (nginx has two), which the caller can give a processor of its own. */
enum Contestant {
    /** The nginx of this machine, one worker. */
    NGINX("nginx", false),
    /** The HAProxy of this machine, one thread. */
    HAPROXY("HAProxy", false),
    /** Teal as it is shipped, on a route whose answers are not read. */
    TEAL_UNREAD("Teal, answers: none", true),
    /** Teal as it is shipped, on a route where every event is read. */
    TEAL_READ("Teal, answers: openai", true);

    private static final int START_SECONDS = 30;
    private static final Pattern SERVES = Pattern.compile("serves revision \\d+ on http://127\\.0\\.0\\.1:(\\d+)");

    private final String title;
    private final boolean isJava;

    Contestant(String title, boolean isJava) {
        this.title = title;
        this.isJava = isJava;
    }

    /** What tables call it. */
    String title() {
        return title;
    }

    /** Whether it has a heap that can be collected. */
    boolean isJava() {
        return isJava;
    }

    /** One that runs and serves. */
    record Running(Spawned process, int port, Path scratch) implements AutoCloseable {
        @Override
        public void close() {
            process.close();
            try (Stream<Path> files = Files.walk(scratch)) {
                List<Path> deepestFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                // What cannot be removed stays: it is the system's directory for such.
                return;
            }
        }
    }

    /**
     * Starts it in front of the backend.
     *
     * @param tree the top of the tree, for Teal as it was built there
     * @param before what a command begins with, {@code taskset} say
     */
    Running start(Path tree, List<String> before, int backend, int streams) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("teal-streams-");
        // Workers of nginx run as another user when it is started by root.
        Path unused = Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
        return switch (this) {
            case NGINX -> {
                int port = freePort();
                unused = Files.writeString(scratch.resolve("nginx.conf"), nginx(port, backend, streams));
                yield listening(
                        start(scratch, before, "nginx", "-p", scratch.toString(), "-c", "nginx.conf"), port, scratch);
            }
            case HAPROXY -> {
                int port = freePort();
                unused = Files.writeString(scratch.resolve("haproxy.cfg"), haproxy(port, backend, streams));
                yield listening(start(scratch, before, "haproxy", "-db", "-f", "haproxy.cfg"), port, scratch);
            }
            case TEAL_UNREAD -> teal(tree, before, scratch, routing("none", backend));
            case TEAL_READ -> teal(tree, before, scratch, routing("openai", backend));
        };
    }

    /**
     * {@code keepalive}: connections of answers that have ended are kept, as all others do unasked. Twice the connections that are
     * needed: when less than a sixteenth is free, nginx closes those that have not asked yet.
     */
    static String nginx(int port, int backend, int streams) {
        return """
                daemon off;
                worker_processes 1;
                worker_rlimit_nofile %d;
                pid nginx.pid;
                error_log stderr error;
                events { worker_connections %d; }
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  upstream chat {
                    server 127.0.0.1:%d;
                    keepalive 64;
                  }
                  server {
                    listen 127.0.0.1:%d backlog=4096;
                    location / {
                      proxy_pass http://chat;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_buffering off;
                    }
                  }
                }
                """.formatted(filesFor(streams), 2 * filesFor(streams), backend, port);
    }

    /** {@code http-no-delay}: its manual asks for it where answers come in pieces that somebody waits for. */
    static String haproxy(int port, int backend, int streams) {
        return """
                global
                  nbthread 1
                  maxconn %d
                defaults
                  mode http
                  option http-no-delay
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                frontend public
                  bind 127.0.0.1:%d backlog 4096
                  default_backend chat
                backend chat
                  server one 127.0.0.1:%d
                """.formatted(streams + 40, port, backend);
    }

    static String routing(String answers, int backend) {
        return """
                services:
                  chat:
                    upstreams:
                      blue:
                        servers: ["127.0.0.1:%d"]
                routes:
                  - {name: chat, match: {path: /}, service: chat, answers: %s}
                """.formatted(backend, answers);
    }

    /** Open files that whoever passes on so many streams needs: two for each, and some for itself. */
    static int filesFor(int streams) {
        return 2 * streams + 150;
    }

    private Running teal(Path tree, List<String> before, Path scratch, String routing)
            throws IOException, InterruptedException {
        Path unused = Files.writeString(scratch.resolve("gateway.yaml"), """
                listeners: [{name: public, host: 127.0.0.1, port: 0}]
                admin: {host: 127.0.0.1, port: 0}
                store: {directory: store}
                """);
        unused = Files.writeString(scratch.resolve("routing.yaml"), routing);
        Spawned process = start(tree, before, tree.resolve("teal").toString(), "run", "--conf", scratch.toString());
        try {
            Matcher line = SERVES.matcher(process.line(SERVES.asPredicate(), START_SECONDS));
            boolean found = line.find();
            return new Running(process, found ? Integer.parseInt(line.group(1)) : 0, scratch);
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    private Spawned start(Path directory, List<String> before, String... command) throws IOException {
        List<String> all = new ArrayList<>(before);
        all.addAll(List.of(command));
        return Spawned.start(title, directory, all);
    }

    private static Running listening(Spawned process, int port, Path scratch) throws IOException, InterruptedException {
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            while (!listens(port)) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    // Only for its message.
                    String unused = process.line(line -> false, 1);
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            return new Running(process, port, scratch);
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
