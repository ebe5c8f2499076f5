package io.teal.benchmarks.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The processor time of a process and all it has started, in user and kernel mode, of all their threads. Linux counts it to
 * the nanosecond and shows it in hundredths of a second.
 */
public final class CpuTime {
    /** How exact it is. */
    public static final long MICROS_PER_TICK = 10_000;
    /** Counted from the state, which is the first field after the name: utime and stime, fields 14 and 15 of the line. */
    private static final int UTIME = 11;

    private static final int STIME = 12;
    /** Children that have ended: cutime and cstime follow. */
    private static final int CSTIME = 14;

    private CpuTime() {}

    /**
     * What they have used so far, in microseconds.
     *
     * @throws WrongAnswers when the process has ended
     */
    public static long micros(ProcessHandle process) throws WrongAnswers {
        long ticks = 0;
        try (Stream<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants())) {
            for (ProcessHandle one : all.toList()) {
                ticks += ticks(Files.readString(Path.of("/proc", Long.toString(one.pid()), "stat")));
            }
        } catch (IOException e) {
            throw new WrongAnswers("the processor time of process " + process.pid() + " cannot be read", e);
        }
        return ticks * MICROS_PER_TICK;
    }

    /** utime and stime of a line of {@code /proc/PID/stat}; the name in it may have spaces and parentheses. */
    static long ticks(String stat) {
        return sum(stat, UTIME, STIME);
    }

    /** The same, with what its children used that have ended. */
    static long ticksWithEnded(String stat) {
        return sum(stat, UTIME, CSTIME);
    }

    private static long sum(String stat, int first, int last) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        long ticks = 0;
        for (int i = first; i <= last; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks;
    }
}
