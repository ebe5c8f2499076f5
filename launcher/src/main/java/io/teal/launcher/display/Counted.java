package io.teal.launcher.display;

/** Numbers of things in words. */
public final class Counted {
    private Counted() {}

    /** {@code 1 problem}, {@code 2 problems}. */
    public static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
