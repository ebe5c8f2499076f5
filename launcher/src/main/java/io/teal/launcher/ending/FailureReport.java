package io.teal.launcher.ending;

import io.teal.launcher.client.AdminFailure;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what commands throw into a message on stderr and an exit code. Anything unforeseen is a bug and keeps its stack. */
public final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments)
            throws Exception {
        PrintWriter err = command.getErr();
        return switch (failure) {
            case CommandFailure known -> {
                err.println("teal: " + known.getMessage());
                yield known.exitCode();
            }
            case AdminFailure admin -> {
                admin.problems().forEach(problem -> err.println(problem.in("routing")));
                err.println("teal: " + admin.getMessage() + hint(admin.kind()));
                yield ExitCode.of(admin.kind());
            }
            default -> throw failure;
        };
    }

    private static String hint(AdminFailure.Kind kind) {
        return switch (kind) {
            case UNREACHABLE, BROKEN_OFF ->
                "\nIs the gateway running (teal run)? Does it listen there? Another address: --admin URL or TEAL_ADMIN.";
            case CONFLICT -> "\nLook at the history (teal history) and decide again.";
            case DENIED -> "\nPut a token with the right role into TEAL_TOKEN.";
            case INVALID -> "";
            case UNABLE -> "\nWhat serves is shown by teal status, what was done by teal history.";
            case BROKEN -> "\nThe log of the gateway says more.";
        };
    }
}
