package io.teal.benchmarks.proxy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Teal as it is shipped, {@code teal run} with a configuration of its own. */
public final class TealProxy implements Proxy {
    private static final Pattern SERVES =
            Pattern.compile("^(teal \\S+) serves revision \\d+ on http://127\\.0\\.0\\.1:(\\d+)");

    private final Child child;
    private final Served served;

    private record Served(String version, int port) {}

    private TealProxy(Child child, Served served) {
        this.child = child;
        this.served = served;
    }

    /**
     * Starts it and returns when it serves.
     *
     * @param tree the top of the tree, where the script {@code teal} is; what runs is what was built there
     * @param servers {@code host:port} of the instances
     * @param places {@code max_conns} of each
     * @param wait how long a question may wait for a place
     */
    public static TealProxy start(Path tree, List<String> servers, int places, Duration wait)
            throws ProxyFailure, InterruptedException {
        Scratch scratch = Scratch.create("gateway");
        try {
            scratch.write("gateway.yaml", """
                    listeners: [{name: public, host: 127.0.0.1, port: 0}]
                    admin: {host: 127.0.0.1, port: 0}
                    store: {directory: store}
                    """);
            scratch.write("routing.yaml", routing(servers, places, wait));
            Child child = Child.start(
                    tree,
                    List.of(
                            tree.resolve("teal").toString(),
                            "run",
                            "--conf",
                            scratch.path().toString()),
                    scratch::close);
            child.await(() -> served(child.lines()) != null);
            return new TealProxy(
                    child, Optional.ofNullable(served(child.lines())).orElseThrow());
        } catch (ProxyFailure | RuntimeException | InterruptedException e) {
            scratch.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "Teal";
    }

    @Override
    public String version() {
        return served.version();
    }

    @Override
    public int port() {
        return served.port();
    }

    @Override
    public void close() {
        child.close();
    }

    static String routing(List<String> servers, int places, Duration wait) {
        return """
                services:
                  chat:
                    upstreams:
                      blue:
                        balance: least_conn
                        servers:
                %s
                        queue: {size: 64, wait: %dms}
                routes:
                  - {name: chat, match: {path: /}, service: chat, answers: chatchat}
                """.formatted(
                        servers.stream()
                                .map(server -> "          - {address: \"" + server + "\", max_conns: " + places
                                        + ", max_fails: 3, fail_timeout: 30s}")
                                .collect(Collectors.joining("\n")),
                        wait.toMillis());
    }

    private static @Nullable Served served(List<String> lines) {
        for (String line : lines) {
            Matcher matcher = SERVES.matcher(line);
            if (matcher.find()) {
                return new Served(matcher.group(1), Integer.parseInt(matcher.group(2)));
            }
        }
        return null;
    }
}
