package io.teal.launcher.client.reply;

/**
 * One fault in a routing that the admin API refused.
 *
 * @param path where in the document, {@code services.chat.upstreams} say
 * @param line from 1; 0 when unknown
 * @param column from 1; 0 when unknown
 * @param found what stands there
 * @param expected what should
 * @param detail all of it in one text, for what stands nowhere
 */
public record Problem(String path, int line, int column, String found, String expected, String detail) {
    public Problem {
        path = Texts.orEmpty(path);
        found = Texts.orEmpty(found);
        expected = Texts.orEmpty(expected);
        detail = Texts.orEmpty(detail);
    }

    /** The problem as one line about {@code file}, in the form compilers use. */
    public String in(String file) {
        String place = line > 0 ? file + ":" + line + ":" + column : file;
        return place + ": " + text();
    }

    /** The problem without its place in a file. */
    public String text() {
        return expected.isEmpty() ? detail : path + ": found " + found + ", expected " + expected;
    }
}
