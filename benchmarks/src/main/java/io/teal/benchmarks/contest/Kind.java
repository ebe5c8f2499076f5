package io.teal.benchmarks.contest;

/** Who takes part. */
public enum Kind {
    TEAL("Teal"),
    /** Teal on a route where it reads every event of an answer. */
    TEAL_READ("Teal, reading events"),
    NGINX("nginx"),
    HAPROXY("HAProxy"),
    /** nginx with {@code proxy_pass} and nothing else: a new connection to a server for each request. */
    NGINX_USUAL("nginx as usually configured"),
    /** The server asked without a proxy. */
    DIRECT("no proxy");

    private final String title;

    Kind(String title) {
        this.title = title;
    }

    /** Whether it is Teal in any way. */
    public boolean isTeal() {
        return this == TEAL || this == TEAL_READ;
    }

    /** What tables and JSON call it. */
    public String title() {
        return title;
    }
}
