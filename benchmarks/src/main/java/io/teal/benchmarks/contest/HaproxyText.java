package io.teal.benchmarks.contest;

/** Configurations of HAProxy. */
final class HaproxyText {
    /** The file that tells which backend a path belongs to, when there is more than one route. */
    static final String ROUTES = "routes.map";

    private HaproxyText() {}

    static String configuration(int port, Setup setup) {
        StringBuilder text = new StringBuilder("""
                global
                  nbthread 1
                  maxconn %d
                defaults
                  mode http
                  balance leastconn
                  http-reuse always
                  retries 1
                  timeout connect 5s
                  timeout client 75s
                  timeout server 75s
                  timeout http-request 10s
                frontend public
                  bind 127.0.0.1:%d backlog 8192
                  option forwardfor
                  http-request set-header X-Forwarded-Proto http
                  http-request set-header X-Forwarded-Host %%[req.hdr(host)]
                """.formatted(Math.max(9000, setup.streams() + 40), port));
        if (setup.streams() > 0) {
            // Its manual asks for it where answers come in pieces that somebody waits for.
            text.append("  option http-no-delay\n");
        }
        text.append(
                setup.routes() == 1 ? "  default_backend chat\n" : "  use_backend %[path,map_beg(" + ROUTES + ")]\n");
        text.append("backend chat\n");
        int number = 0;
        for (String server : setup.servers()) {
            text.append("  server s")
                    .append(++number)
                    .append(' ')
                    .append(server)
                    .append('\n');
        }
        return text.toString();
    }

    static String routes(Setup setup) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < setup.routes(); i++) {
            text.append("/r").append(i).append("/ chat\n");
        }
        return text.toString();
    }
}
