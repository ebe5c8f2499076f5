package io.teal.benchmarks.micro;

/** Makes sure that what is measured does what it is for. */
final class Check {
    private Check() {}

    /** Throws {@link IllegalStateException}, which ends the run, with the text when it is not so. */
    static void that(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalStateException(otherwise);
        }
    }
}
