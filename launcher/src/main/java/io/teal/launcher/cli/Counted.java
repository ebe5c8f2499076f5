package io.teal.launcher.cli;

/** Numbers of things in words. */
final class Counted {
    private Counted() {}

    /** {@code 1 problem}, {@code 2 problems}. */
    static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
