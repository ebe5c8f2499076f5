package io.teal.benchmarks.releases;

/** What is wrong with the new colour. */
enum Fault {
    NONE("nothing"),
    DEAD("dead model: every request fails at once"),
    ERRORS("3 % more requests fail"),
    SLOW("first tokens take twice as long"),
    EMPTY("half of the answers are empty"),
    LEAK("slow leak: every minute 0.5 % more requests fail, and first tokens take 5 % longer"),
    LOAD("10 % more requests fail once it gets all of them");

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    /** For people. */
    String text() {
        return text;
    }

    /**
     * Share of requests that fail because of it.
     *
     * @param minutes since the first request
     * @param weight percent of the requests that it gets
     */
    double failing(double minutes, int weight) {
        return switch (this) {
            case NONE, SLOW -> 0;
            case DEAD -> 1;
            case ERRORS -> 0.03;
            case EMPTY -> 0.5;
            case LEAK -> Math.min(1, 0.005 * minutes);
            case LOAD -> weight == 100 ? 0.1 : 0;
        };
    }

    /** How many times as long first tokens take because of it. */
    double slower(double minutes) {
        return switch (this) {
            case NONE, DEAD, ERRORS, EMPTY, LOAD -> 1;
            case SLOW -> 2;
            case LEAK -> 1 + 0.05 * minutes;
        };
    }

    /** Seconds from the request to its failure; those of an empty answer look like an answer at first. */
    int failsAfter() {
        return this == EMPTY ? 3 : 0;
    }
}
