package io.teal.gateway.config;

/**
 * Something wrong with a configuration.
 *
 * @param file the file, or the environment variable
 * @param path the keys that lead to it; empty for the whole file
 * @param line from 1; 0 where there is no text
 * @param column from 1; 0 where there is no text
 * @param found what stands there
 * @param expected what should stand there; for a warning, what happens instead
 * @param severity whether the configuration can be used
 */
public record Problem(
        String file, String path, int line, int column, String found, String expected, Severity severity) {

    /** Whether a configuration with such a problem can be used. */
    public enum Severity {
        /** It is refused. */
        ERROR,
        /** It is used, but something in it does not do what its author may think. */
        WARNING
    }

    /** {@code conf/routing.yaml:12:5: routes[0].name: found nothing, expected a name}. */
    @Override
    public String toString() {
        String place = line == 0 ? file : file + ":" + line + ":" + column;
        String subject = path.isEmpty() ? place : place + ": " + path;
        return switch (severity) {
            case ERROR -> subject + ": found " + found + ", expected " + expected;
            case WARNING -> subject + ": warning: " + expected;
        };
    }
}
