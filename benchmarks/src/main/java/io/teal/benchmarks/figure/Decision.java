package io.teal.benchmarks.figure;

/** What the rounds say about a goal. */
public enum Decision {
    MET("met"),
    NOT_MET("not met"),
    /** The rounds disagree, or the machine had too much else to do. */
    NOT_DECIDED("not decided"),
    /** There is no figure to decide by. */
    NOT_MEASURED("not measured");

    private final String text;

    Decision(String text) {
        this.text = text;
    }

    /** What tables and JSON call it. */
    public String text() {
        return text;
    }
}
