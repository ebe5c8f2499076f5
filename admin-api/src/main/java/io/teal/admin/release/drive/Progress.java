package io.teal.admin.release.drive;

/**
 * How far what a release waits for is.
 *
 * @param end how it ended, or that it goes on
 * @param words what it is at, or what came of it, for people
 */
record Progress(End end, String words) {
    /** How it ended. */
    enum End {
        NOT_YET,
        WELL,
        BADLY,
        /** Nobody can say. */
        UNKNOWN
    }

    static Progress goesOn(String words) {
        return new Progress(End.NOT_YET, words);
    }

    static Progress well(String words) {
        return new Progress(End.WELL, words);
    }

    static Progress unknown(String words) {
        return new Progress(End.UNKNOWN, words);
    }

    static Progress badly(String words) {
        return new Progress(End.BADLY, words);
    }
}
