package io.teal.benchmarks.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the processors of the machine had to do up to a moment, in ticks.
 *
 * @param busy all of it
 * @param own what this process and all it has started did, ended ones included
 * @param nanoTime the moment
 */
public record MachineLoad(long busy, long own, long nanoTime) {
    private static final double NANOS_PER_TICK = 1e7;
    /** Fields of the line {@code cpu} of /proc/stat that are no work: idle and iowait; guest time is in user already. */
    private static final int IDLE = 4;

    private static final int IOWAIT = 5;
    private static final int LAST = 8;

    /** Now. */
    public static MachineLoad now() throws WrongAnswers {
        long own = 0;
        ProcessHandle self = ProcessHandle.current();
        try (Stream<ProcessHandle> all = Stream.concat(Stream.of(self), self.descendants())) {
            for (ProcessHandle one : all.toList()) {
                own += CpuTime.ticksWithEnded(Files.readString(Path.of("/proc", Long.toString(one.pid()), "stat")));
            }
            return new MachineLoad(busy(Files.readString(Path.of("/proc/stat"))), own, System.nanoTime());
        } catch (IOException e) {
            throw new WrongAnswers("the load of the machine cannot be read", e);
        }
    }

    /** How much of all processors other processes took since then, in percent. */
    public double othersSince(MachineLoad before, int processors) {
        double others = (busy - before.busy) - (own - before.own);
        double all = (nanoTime - before.nanoTime) / NANOS_PER_TICK * processors;
        return Math.clamp(100 * others / all, 0, 100);
    }

    /** The ticks that were work in the first line of {@code /proc/stat}. */
    static long busy(String stat) {
        String[] fields = stat.lines().findFirst().orElse("").split(" +", -1);
        long busy = 0;
        for (int i = 1; i <= LAST; i++) {
            busy += i == IDLE || i == IOWAIT ? 0 : Long.parseLong(fields[i]);
        }
        return busy;
    }
}
