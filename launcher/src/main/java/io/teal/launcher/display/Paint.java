package io.teal.launcher.display;

/** Colours of a terminal, or none. */
public enum Paint {
    /** For files and pipes. */
    PLAIN,
    /** For people. */
    COLOURS;

    /** Colours when a person looks and has not said no (no-color.org). */
    public static Paint onTerminal() {
        String no = System.getenv("NO_COLOR");
        return (no == null || no.isEmpty()) && Terminal.isThere() ? COLOURS : PLAIN;
    }

    String green(String text) {
        return in(32, text);
    }

    String red(String text) {
        return in(31, text);
    }

    String yellow(String text) {
        return in(33, text);
    }

    private String in(int code, String text) {
        return this == PLAIN ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
