package io.teal.benchmarks.contest;

import io.teal.benchmarks.proxy.Child;
import io.teal.benchmarks.proxy.Ports;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.proxy.Scratch;
import io.teal.benchmarks.tool.Cores;
import io.teal.benchmarks.tool.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An nginx that answers with JSON of a known size, as several servers: at several ports and addresses of this machine. */
public final class Backend implements AutoCloseable {
    /** Bytes of the answer to everything that is no file. */
    public static final int SMALL = 100;

    private static final List<Integer> SIZES = List.of(1024, 16 * 1024, 256 * 1024);

    private final Child child;
    private final int port;
    private final List<String> servers;

    private Backend(Child child, int port, List<String> servers) {
        this.child = child;
        this.port = port;
        this.servers = List.copyOf(servers);
    }

    /**
     * Starts it and returns when it listens.
     *
     * @param colour stands in the short answer
     * @param count of servers, 1 to 500
     */
    public static Backend start(Programs programs, Cores cores, String colour, int count)
            throws ProxyFailure, InterruptedException {
        Scratch scratch = Scratch.inMemory("backend");
        try {
            int port = Ports.free();
            List<String> servers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                servers.add("127.0." + (i / 250) + "." + (1 + i % 250) + ":" + port);
            }
            scratch.directory("files");
            for (int size : SIZES) {
                scratch.write("files/" + size, json("file", size));
            }
            scratch.write("nginx.conf", NginxText.backend(servers, json(colour, SMALL)));
            List<String> command = cores.forOthers(
                    List.of(programs.nginx(), "-p", scratch.path().toString(), "-c", "nginx.conf"));
            Child child = Child.start(scratch.path(), command, Map.of(), scratch::close);
            child.await(() -> Ports.listens(port));
            return new Backend(child, port, servers);
        } catch (ProxyFailure | RuntimeException | InterruptedException e) {
            scratch.close();
            throw e;
        }
    }

    /** All of them, as {@code host:port}. */
    public List<String> servers() {
        return servers;
    }

    /** The one of them at 127.0.0.1. */
    public int port() {
        return port;
    }

    /**
     * What to ask for to get so many bytes.
     *
     * @param size 100, 1024, 16384 or 262144
     */
    public static Request request(int size) {
        if (size == SMALL) {
            return Request.get("/small", size);
        }
        if (!SIZES.contains(size)) {
            throw new IllegalArgumentException("no answer has " + size + " bytes");
        }
        return Request.get("/files/" + size, size);
    }

    @Override
    public void close() {
        child.close();
    }

    /** JSON of exactly this size. */
    static String json(String colour, int size) {
        String head = "{\"colour\":\"" + colour + "\",\"text\":\"";
        return head + "x".repeat(size - head.length() - 2) + "\"}";
    }
}
