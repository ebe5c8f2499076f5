package io.teal.launcher;

import io.teal.launcher.cli.TealCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The executable: all commands, one exit code. */
public final class Main {
    private static final String NETTY_EVENTS = "io.netty.jfr.enabled";

    private Main() {}

    /** Runs one command and ends the process with its exit code ({@link io.teal.launcher.ending.ExitCode}). */
    public static void main(String[] arguments) {
        // A client of TLS 1.2 could keep a processor busy with new handshakes on one connection.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        // Netty tells the flight recorder of its buffers, which starts with the first buffer: a twentieth of the work
        // of a start.
        if (System.getProperty(NETTY_EVENTS) == null) {
            System.setProperty(NETTY_EVENTS, "false");
        }
        System.exit(commandLine(arguments).execute(arguments));
    }

    /** Output is UTF-8 whatever the locale says: reasons and answers are often Chinese. */
    static CommandLine commandLine(String... arguments) {
        Object[] starters = {new RunCommand(), new DemoCommand(System.in), new SimulateCommand()};
        CommandLine one = arguments.length == 0 ? null : TealCommand.only(arguments[0], starters);
        CommandLine line = one == null ? TealCommand.commandLine(starters) : one;
        return line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }
}
