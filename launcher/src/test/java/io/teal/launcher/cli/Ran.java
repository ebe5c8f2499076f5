package io.teal.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import java.util.stream.Collectors;

/** What a command line did inside this process. */
record Ran(int exitCode, String out, String err) {
    /** Runs it, and sees that nothing is left that the end of a JVM would wait for. */
    static Ran teal(String... arguments) {
        Set<Thread> before = readers();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = TealCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        assertThat(readers()).as("threads that read for a client").isSubsetOf(before);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    /** The threads of Java's clients of HTTP that wait for the network. */
    private static Set<Thread> readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("SelectorManager"))
                .collect(Collectors.toSet());
    }
}
