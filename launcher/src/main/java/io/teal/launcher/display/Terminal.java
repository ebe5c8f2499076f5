package io.teal.launcher.display;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whether a person sits in front of this process, and how much is seen at once. */
public final class Terminal {
    private Terminal() {}

    /**
     * Whether input comes from a terminal and output goes to one. Up to Java 21 there is a {@link Console} only then; newer
     * ones may always have one, and a method that tells, which is not there for a compiler that builds for 21.
     */
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isThere() {
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

    /** How large it is, asked anew each time, as people change it; 80 by 24 when it does not tell. */
    public static Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ", -1);
            return Size.of(Integer.parseInt(size[1]), Integer.parseInt(size[0]));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Size.USUAL;
        }
    }

    /** Characters across and lines down. */
    public record Size(int columns, int rows) {
        static final Size USUAL = new Size(80, 24);

        /** A terminal that says 0 does not know. */
        static Size of(int columns, int rows) {
            return columns > 0 && rows > 0 ? new Size(columns, rows) : USUAL;
        }
    }
}
