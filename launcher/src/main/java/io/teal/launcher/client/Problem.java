package io.teal.launcher.client;

/**
 * One fault in a routing that the admin API refused.
 *
 * @param path where in the document, {@code services.chat.upstreams} say
 * @param line from 1; 0 when unknown
 * @param column from 1; 0 when unknown
 * @param found what stands there
 * @param expected what should
 */
public record Problem(String path, int line, int column, String found, String expected) {
    public Problem {
        path = Texts.orEmpty(path);
        found = Texts.orEmpty(found);
        expected = Texts.orEmpty(expected);
    }

    /** The problem as one line about {@code file}, in the form compilers use. */
    public String in(String file) {
        String place = line > 0 ? file + ":" + line + ":" + column : file;
        return place + ": " + path + ": found " + found + ", expected " + expected;
    }
}
