package io.teal.benchmarks.contest;

import java.util.stream.Collectors;

/** Configurations of nginx. */
final class NginxText {
    private static final String HEAD = """
            daemon off;
            worker_processes 1;
            pid nginx.pid;
            error_log error.log error;
            events { worker_connections %d; }
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              keepalive_requests 1000000000;
            """;

    private static final int CONNECTIONS = 19_000;

    private NginxText() {}

    /**
     * Four connections for each stream, twice what it needs: when less than a sixteenth is free, nginx closes those that have not
     * asked yet.
     */
    private static String head(Setup setup) {
        return HEAD.formatted(Math.max(CONNECTIONS, 4 * setup.streams() + 300));
    }

    /** Tuned: connections to the servers are kept, none is given up after a number of requests. */
    static String tuned(int port, Setup setup) {
        return head(setup)
                + upstream(setup, """
                    keepalive 4096;
                    keepalive_requests 1000000000;
                """)
                + cacheZone(setup)
                + """
                  server {
                    listen 127.0.0.1:%d backlog=8192;
                    proxy_http_version 1.1;
                    proxy_max_temp_file_size 0;
                    proxy_set_header Connection "";
                    proxy_set_header Host $http_host;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header X-Forwarded-Host $http_host;
                %s  }
                }
                """.formatted(
                        port,
                        locations(setup) + cacheUse(setup) + (setup.streams() > 0 ? "    proxy_buffering off;\n" : ""));
    }

    /** As it is usually found: HTTP/1.0 to the servers, a new connection each time. */
    static String usual(int port, Setup setup) {
        return head(setup) + upstream(setup, "") + """
                  server {
                    listen 127.0.0.1:%d backlog=8192;
                    proxy_set_header Host $http_host;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header X-Forwarded-Host $http_host;
                %s  }
                }
                """.formatted(port, locations(setup));
    }

    /** A server of its own: a short JSON text for every path but those of files. */
    static String backend(Iterable<String> listens, String small) {
        StringBuilder text = new StringBuilder(HEAD.formatted(CONNECTIONS)).append("""
                  sendfile on;
                  tcp_nopush on;
                  open_file_cache max=100;
                  default_type application/json;
                  server {
                """);
        listens.forEach(address -> text.append("    listen ").append(address).append(" backlog=8192;\n"));
        return text.append("""
                    location / { return 200 '%s'; }
                    location /files/ { root .; }
                  }
                }
                """.formatted(small)).toString();
    }

    private static String upstream(Setup setup, String kept) {
        return setup.servers().stream()
                .map(server -> "    server " + server + " max_fails=3 fail_timeout=30s;\n")
                .collect(Collectors.joining("", "  upstream chat {\n    least_conn;\n", kept + "  }\n"));
    }

    private static String locations(Setup setup) {
        if (setup.routes() == 1) {
            return "    location / { proxy_pass http://chat; }\n";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < setup.routes(); i++) {
            text.append("    location /r").append(i).append("/ { proxy_pass http://chat; }\n");
        }
        return text.toString();
    }

    private static String cacheZone(Setup setup) {
        return setup.cache() ? """
                  proxy_cache_path cache keys_zone=answers:16m max_size=256m inactive=1h use_temp_path=off;
                  open_file_cache max=1000 inactive=1h;
                """ : "";
    }

    /** The body stays in memory, where the key needs it; what the server says about caching does not count. */
    private static String cacheUse(Setup setup) {
        return setup.cache() ? """
                    client_body_buffer_size 64k;
                    proxy_cache answers;
                    proxy_cache_methods POST;
                    proxy_cache_key $request_uri|$request_body;
                    proxy_cache_valid 200 1h;
                    proxy_ignore_headers Cache-Control Expires Set-Cookie X-Accel-Expires X-Accel-Buffering;
                    add_header X-Cache $upstream_cache_status;
                """ : "";
    }
}
