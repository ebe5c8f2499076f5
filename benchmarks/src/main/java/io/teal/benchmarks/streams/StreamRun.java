package io.teal.benchmarks.streams;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One measurement: streams are opened and left alone for a while, delays and time of processors are taken for a while, then memory,
 * and then all streams go on to their end.
 *
 * @param streams how many
 * @param everyMillis between two events of one
 * @param perSecond how many are opened in a second
 * @param settleSeconds before measuring, in which a Java machine compiles what it does often
 * @param seconds of measuring
 * @param spareSeconds how much longer than that streams go on, for a collection to take place
 * @param loadPrefix what the command of the load begins with, {@code taskset} say
 */
record StreamRun(
        int streams,
        int everyMillis,
        int perSecond,
        int settleSeconds,
        int seconds,
        int spareSeconds,
        List<String> loadPrefix) {
    private static final int PRIMING_STREAMS = 20;
    private static final int PRIMING_EVENTS = 100;
    private static final int PRIMING_EVERY_MILLIS = 20;
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What was found.
     *
     * @param steady the report at the end of measuring
     * @param ended the report at the end of all streams
     * @param cpuMicrosPerEvent time of processors that the proxy took for one event
     * @param waitMicrosPerEvent time that it could have run and had no processor, for one event: what others on the machine do to it
     * @param bytesPerStream memory (VmRSS) with all streams open, less that before, for each of them; Java after a collection
     * @param uncollectedBytesPerStream the same as it was, without a collection
     * @param heapBytesPerStream what lives in the heap of Java, for each of them
     */
    record Figures(
            LoadReport steady,
            LoadReport ended,
            double cpuMicrosPerEvent,
            double waitMicrosPerEvent,
            double bytesPerStream,
            double uncollectedBytesPerStream,
            double heapBytesPerStream) {
        /** Streams that failed, were silent, or did not end in time. */
        int errors() {
            return Math.max(steady.errors(), ended.errors() + ended.open() - ended.silent());
        }
    }

    /**
     * Measures.
     *
     * @param port where streams are asked for
     * @param proxy the process that passes them on; null when nobody does
     * @param isJava whether it has a heap to be collected
     */
    Figures measure(int port, @Nullable Spawned proxy, boolean isJava) throws IOException, InterruptedException {
        // What is paid once, however many streams follow, is no part of their memory.
        LoadReport primed = prime(port);
        if (primed.errors() > 0) {
            return new Figures(primed, primed, 0, 0, 0, 0, 0);
        }
        long heapBefore = proxy != null && isJava ? collect(proxy) : 0;
        long before = proxy == null ? 0 : proxy.residentBytes();
        try (Spawned load = load(port, streams, everyMillis, events(), perSecond)) {
            LoadReport opened = ask(load, "opened", 120 + streams / perSecond);
            TimeUnit.SECONDS.sleep(settleSeconds);
            LoadReport unused = ask(load, "record", 10);
            long cpuBefore = proxy == null ? 0 : proxy.cpuMicros();
            long waitBefore = proxy == null ? 0 : proxy.waitedMicros();
            TimeUnit.SECONDS.sleep(seconds);
            long cpu = proxy == null ? 0 : proxy.cpuMicros() - cpuBefore;
            long waited = proxy == null ? 0 : proxy.waitedMicros() - waitBefore;
            LoadReport steady = ask(load, "stop", 10);
            long uncollected = proxy == null ? 0 : proxy.residentBytes();
            long heap = proxy != null && isJava ? collect(proxy) : 0;
            long after = proxy == null ? 0 : proxy.residentBytes();
            int rest = 30 + 2 * spareSeconds + opened.streams() / perSecond;
            LoadReport ended = ask(load, "ended " + rest, rest + 10);
            return new Figures(
                    steady,
                    ended,
                    (double) cpu / Math.max(1, steady.steady().events()),
                    (double) waited / Math.max(1, steady.steady().events()),
                    (double) (after - before) / streams,
                    (double) (uncollected - before) / streams,
                    (double) (heap - heapBefore) / streams);
        }
    }

    private LoadReport prime(int port) throws IOException, InterruptedException {
        try (Spawned load = load(port, PRIMING_STREAMS, PRIMING_EVERY_MILLIS, PRIMING_EVENTS, PRIMING_STREAMS)) {
            return ask(load, "ended 30", 40);
        }
    }

    /** So many that no stream ends before everything is measured. */
    private int events() {
        long millis = 1000L * (streams / perSecond + settleSeconds + seconds + spareSeconds);
        return (int) (millis / everyMillis) + 1;
    }

    private Spawned load(int port, int count, int every, int events, int rate) throws IOException {
        List<String> command = new ArrayList<>(loadPrefix);
        command.addAll(java("StreamLoad"));
        for (int number : new int[] {port, count, every, events, rate}) {
            command.add(Integer.toString(number));
        }
        return Spawned.start("the load", Path.of("."), command);
    }

    /** The command that runs a class of this package in a Java of its own. */
    static List<String> java(String name) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                StreamRun.class.getPackageName() + "." + name);
    }

    private static LoadReport ask(Spawned load, String command, int seconds) throws IOException, InterruptedException {
        load.tell(command);
        return JSON.readValue(load.line(line -> line.startsWith("{"), seconds), LoadReport.class);
    }

    /** Has a Java machine collect its heap; returns what is left in it, 0 when it does not say. */
    private static long collect(Spawned proxy) throws IOException, InterruptedException {
        long pid = proxy.pids().getFirst();
        OptionalLong unused = jcmd(pid, "GC.run");
        return jcmd(pid, "GC.heap_info").orElse(0);
    }

    private static OptionalLong jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        long kib = 0;
        boolean found = false;
        try (var output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher used = USED.matcher(line);
                if (used.find() && !line.contains("Metaspace") && !line.contains("class space")) {
                    kib += Long.parseLong(used.group(1));
                    found = true;
                }
            }
        }
        int code = process.waitFor();
        return code == 0 && found ? OptionalLong.of(kib * 1024) : OptionalLong.empty();
    }
}
