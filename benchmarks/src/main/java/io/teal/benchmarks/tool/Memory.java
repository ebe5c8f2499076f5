package io.teal.benchmarks.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The memory of processes. */
public final class Memory {
    private static final int COLLECT_SECONDS = 20;

    private Memory() {}

    /** What a process and all it has started have in memory (VmRSS), in bytes. */
    public static long resident(ProcessHandle process) throws WrongAnswers {
        long kib = 0;
        try (Stream<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants())) {
            for (ProcessHandle one : all.toList()) {
                for (String line : Files.readAllLines(Path.of("/proc", Long.toString(one.pid()), "status"))) {
                    if (line.startsWith("VmRSS:")) {
                        kib += Long.parseLong(line.replaceAll("\\D", ""));
                    }
                }
            }
        } catch (IOException e) {
            throw new WrongAnswers("the memory of process " + process.pid() + " cannot be read", e);
        }
        return kib * 1024;
    }

    /** Has a Java machine collect its heap. */
    public static void collect(ProcessHandle process) throws WrongAnswers, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.run");
        try {
            Process jcmd = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!jcmd.waitFor(COLLECT_SECONDS, TimeUnit.SECONDS)) {
                throw new WrongAnswers("jcmd did not come to an end: "
                        + jcmd.destroyForcibly().info().commandLine().orElse(""));
            }
            if (jcmd.exitValue() != 0) {
                throw new WrongAnswers("the heap of process " + process.pid() + " could not be collected by jcmd");
            }
        } catch (IOException e) {
            throw new WrongAnswers("jcmd cannot be started: " + e.getMessage(), e);
        }
    }
}
