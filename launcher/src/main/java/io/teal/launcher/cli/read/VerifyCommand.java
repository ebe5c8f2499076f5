package io.teal.launcher.cli.read;

import io.teal.admin.audit.AuditCheck;
import io.teal.admin.store.StoreException;
import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.ConfigFiles;
import io.teal.launcher.cli.option.ConfDirectory;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code teal audit verify}: whether anybody changed it. Reads the files, also while a gateway writes them. */
@Command(
        name = "verify",
        description = {
            "Check that nobody changed the audit on disk: exit code 1 when somebody did.",
            "That records were taken from its end is seen only by who noted what the end was: --expect."
        })
final class VerifyCommand implements Callable<Integer> {
    private static final Pattern END = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfDirectory conf = new ConfDirectory();

    @Option(
            names = "--expect",
            paramLabel = "N:HASH",
            defaultValue = "",
            description = "A record that must be there: its number and its hash, as an earlier run printed them.")
    private String expected = "";

    @Override
    public Integer call() throws CommandFailure {
        long number = 0;
        String hash = "";
        if (!expected.isEmpty()) {
            Matcher end = END.matcher(expected);
            if (!end.matches()) {
                throw new ParameterException(
                        spec.commandLine(), "--expect: found " + expected + ", expected N:HASH as printed before");
            }
            number = Long.parseLong(end.group(1));
            hash = end.group(2);
        }
        Path directory = directory();
        try {
            AuditCheck.Sound sound = AuditCheck.check(directory, number, hash);
            spec.commandLine()
                    .getOut()
                    .println(
                            sound.last() == 0
                                    ? directory + ": nothing is on record yet"
                                    : directory + ": records " + sound.first() + " to " + sound.last()
                                            + " are as they were written; the end is " + sound.last() + ":"
                                            + sound.hash());
            return ExitCode.OK;
        } catch (StoreException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private Path directory() throws CommandFailure {
        Path directory;
        try {
            directory = ConfigFiles.load(conf.path(), System.getenv())
                    .gateway()
                    .store()
                    .directory();
        } catch (ConfigException e) {
            throw new CommandFailure(ExitCode.USAGE, "the configuration cannot be used:\n" + e.getMessage(), e);
        }
        if (!Files.isDirectory(directory)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "there is no directory " + directory + " (store.directory of gateway.yaml); run this where the"
                            + " gateway's files are");
        }
        return directory;
    }
}
