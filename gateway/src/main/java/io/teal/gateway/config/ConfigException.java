package io.teal.gateway.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used. The message has every error, one a line. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Every error, by file and then in the order of the text; at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
