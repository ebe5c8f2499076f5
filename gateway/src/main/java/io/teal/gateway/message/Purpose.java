package io.teal.gateway.message;

/** On whose behalf a server is asked. */
public enum Purpose {
    /** A client waits. */
    CLIENT(""),
    /** Clients will ask the same, and the answer is kept for them. */
    CACHE(""),
    /** A question of a gate: whether an upstream answers well enough to be given clients. */
    GATE("gate"),
    /** A copy of a client's question, so that two upstreams can be compared. */
    SHADOW("shadow"),
    /** A shadow that stands in for the requests an upstream no longer gets: it goes on to be what it is for these. */
    CONTROL("shadow");

    /** The field by which servers are told: {@code gate} or {@code shadow}, and absent in what clients ask. */
    public static final String FIELD = "X-Teal-Purpose";

    private final String word;

    Purpose(String word) {
        this.word = word;
    }

    /** What servers are told; empty when there is nothing to say. */
    public String word() {
        return word;
    }

    /**
     * Whether it is asked beside what clients need. Then it judges no server, teaches nothing about how quick servers are, is not attempted
     * again and is not counted among requests: what it finds out is for who asks, and must not change what clients get.
     */
    public boolean direct() {
        return this == GATE || this == SHADOW;
    }
}
