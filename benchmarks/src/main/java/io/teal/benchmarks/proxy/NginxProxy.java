package io.teal.benchmarks.proxy;

import java.util.List;
import java.util.stream.Collectors;

/** The nginx of this machine as it is set up in front of several instances: least connections, kept connections. */
public final class NginxProxy implements Proxy {
    private final Child child;
    private final int port;
    private final String version;

    private NginxProxy(Child child, int port, String version) {
        this.child = child;
        this.port = port;
        this.version = version;
    }

    /**
     * Starts it and returns when it listens.
     *
     * @param command {@code nginx}, or its path
     * @param servers {@code host:port} of the instances
     */
    public static NginxProxy start(String command, List<String> servers) throws ProxyFailure, InterruptedException {
        Scratch scratch = Scratch.create("nginx");
        try {
            String version = version(command, scratch);
            int port = Ports.free();
            scratch.write("nginx.conf", configuration(port, servers));
            Child child = Child.start(
                    scratch.path(),
                    List.of(command, "-p", scratch.path().toString(), "-c", "nginx.conf"),
                    scratch::close);
            child.await(() -> Ports.listens(port));
            return new NginxProxy(child, port, version);
        } catch (ProxyFailure | RuntimeException | InterruptedException e) {
            scratch.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        child.close();
    }

    /** The workers share one view of who is busy ({@code zone}): without it each would count its own connections only. */
    static String configuration(int port, List<String> servers) {
        return """
                daemon off;
                worker_processes auto;
                pid nginx.pid;
                error_log error.log error;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  upstream chat {
                    zone chat 64k;
                    least_conn;
                %s
                    keepalive 32;
                  }
                  server {
                    listen 127.0.0.1:%d;
                    location / {
                      proxy_pass http://chat;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_buffering off;
                    }
                  }
                }
                """.formatted(
                        servers.stream()
                                .map(server -> "    server " + server + " max_fails=3 fail_timeout=30s;")
                                .collect(Collectors.joining("\n")),
                        port);
    }

    private static String version(String command, Scratch scratch) throws ProxyFailure, InterruptedException {
        try (Child child = Child.start(scratch.path(), List.of(command, "-v"), () -> {})) {
            child.awaitEnd();
            return String.join(" ", child.lines()).replaceFirst("^nginx version: ", "");
        }
    }
}
