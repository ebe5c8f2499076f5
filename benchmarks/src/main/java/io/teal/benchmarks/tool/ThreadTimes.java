package io.teal.benchmarks.tool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the threads of a process and of all it has started have done, to the nanosecond: for spans in which they do too little for
 * {@link CpuTime}. Threads that end in a span count for nothing.
 *
 * @param threads by their directory in {@code /proc}
 */
public record ThreadTimes(Map<Path, Times> threads) {
    /**
     * Of one thread, or several together.
     *
     * @param ran on a processor, in nanoseconds
     * @param waited could have run and got no processor, in nanoseconds: others were busy there
     */
    public record Times(long ran, long waited) {
        static final Times NONE = new Times(0, 0);

        /** A line of {@code /proc/PID/task/TID/schedstat}. */
        static Times parse(String schedstat) {
            String[] fields = schedstat.strip().split(" ", -1);
            return new Times(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
        }
    }

    public ThreadTimes {
        threads = Map.copyOf(threads);
    }

    /** Those of nobody. */
    public static final ThreadTimes NONE = new ThreadTimes(Map.of());

    /** Up to now. */
    public static ThreadTimes of(ProcessHandle process) throws WrongAnswers {
        Map<Path, Times> threads = new HashMap<>();
        List<ProcessHandle> all;
        try (Stream<ProcessHandle> started = process.descendants()) {
            all = Stream.concat(Stream.of(process), started).toList();
        }
        for (ProcessHandle one : all) {
            try (DirectoryStream<Path> tasks =
                    Files.newDirectoryStream(Path.of("/proc", Long.toString(one.pid()), "task"))) {
                for (Path task : tasks) {
                    add(threads, task);
                }
            } catch (IOException e) {
                throw new WrongAnswers("the threads of process " + one.pid() + " cannot be read", e);
            }
        }
        return new ThreadTimes(threads);
    }

    private static void add(Map<Path, Times> threads, Path task) {
        try {
            threads.put(task, Times.parse(Files.readString(task.resolve("schedstat"))));
        } catch (IOException e) {
            // It has ended meanwhile.
            return;
        }
    }

    /** From then to this moment. */
    public Times since(ThreadTimes before) {
        long ran = 0;
        long waited = 0;
        for (Map.Entry<Path, Times> thread : threads.entrySet()) {
            Times then = before.threads.getOrDefault(thread.getKey(), Times.NONE);
            ran += thread.getValue().ran - then.ran;
            waited += thread.getValue().waited - then.waited;
        }
        return new Times(ran, waited);
    }
}
