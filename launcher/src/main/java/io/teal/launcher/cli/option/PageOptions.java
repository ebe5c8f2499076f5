package io.teal.launcher.cli.option;

import picocli.CommandLine.Option;

/** Which part of a long list is shown. */
public final class PageOptions {
    @Option(
            names = {"-n", "--limit", "--lines"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many, 1 to 1000; ${DEFAULT-VALUE} when left out.")
    private int lines = 20;

    @Option(names = "--before", paramLabel = "N", defaultValue = "0", description = "Only those before number N.")
    private long before;

    /** How many are shown at most. */
    public int lines() {
        return lines;
    }

    /** Only numbers below this one; 0 for all. */
    public long before() {
        return before;
    }
}
