package io.teal.launcher;

import java.io.Console;

/** Whether a person sits in front of this process. */
final class Terminal {
    private Terminal() {}

    /**
     * Whether input comes from a terminal and output goes to one. Up to Java 21 there is a {@link Console} only then; newer
     * ones may always have one, and a method that tells, which is not there for a compiler that builds for 21.
     */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException old) {
            return true;
        }
    }
}
