package io.teal.launcher.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a command line did inside this process. */
record Ran(int exitCode, String out, String err) {
    static Ran teal(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = TealCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }
}
