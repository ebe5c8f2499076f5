package io.teal.benchmarks.streams;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Collects the figures of all rounds; told as a table of medians, in Markdown. */
final class StreamTable {
    private static final String LINE = "| %22s | %12s | %12s | %8s | %12s | %12s | %12s | %8s | %10s | %8s | %6s |%n";

    private final Map<Contestant, List<Measured>> rounds = new EnumMap<>(Contestant.class);
    private int errors;

    private record Measured(StreamRun.Figures figures, StreamRun.Figures direct) {
        double cpu() {
            return figures.cpuMicrosPerEvent();
        }

        double addedP50() {
            return figures.steady().steady().p50Micros()
                    - direct.steady().steady().p50Micros();
        }

        double addedP99() {
            return figures.steady().steady().p99Micros()
                    - direct.steady().steady().p99Micros();
        }

        double kib() {
            return figures.bytesPerStream() / 1024;
        }

        double heapKib() {
            return figures.heapBytesPerStream() / 1024;
        }

        double max() {
            return figures.steady().steady().maxMicros();
        }
    }

    /** A line about streams that nobody passed on, which are compared with. */
    String direct(StreamRun.Figures figures) {
        errors += figures.errors();
        return "directly: " + delays(figures) + faults(figures);
    }

    /**
     * Takes figures.
     *
     * @param direct of the same round
     * @return a line about them
     */
    String add(Contestant contestant, StreamRun.Figures figures, StreamRun.Figures direct) {
        rounds.computeIfAbsent(contestant, key -> new ArrayList<>()).add(new Measured(figures, direct));
        errors += figures.errors();
        return contestant.title() + ": "
                + String.format(
                        Locale.ROOT,
                        "%.1f µs of CPU an event and %.1f waiting for it, %.1f KiB a stream (%.1f before a collection, %.1f in the heap), ",
                        figures.cpuMicrosPerEvent(),
                        figures.waitMicrosPerEvent(),
                        figures.bytesPerStream() / 1024,
                        figures.uncollectedBytesPerStream() / 1024,
                        figures.heapBytesPerStream() / 1024)
                + delays(figures)
                + faults(figures);
    }

    /** How many streams failed in any way, in all rounds. */
    int errors() {
        return errors;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                LINE,
                "proxy",
                "CPU µs/event",
                "wait µs/event",
                "of nginx",
                "p50 added µs",
                "p99 added µs",
                "max delay µs",
                "KiB each",
                "of nginx",
                "KiB heap",
                "errors"));
        text.append("|").append("-:|".repeat(11)).append(String.format("%n"));
        List<Measured> nginx = rounds.getOrDefault(Contestant.NGINX, List.of());
        rounds.forEach((contestant, all) -> text.append(String.format(
                LINE,
                contestant.title(),
                number(median(all, Measured::cpu)),
                number(median(all, each -> each.figures().waitMicrosPerEvent())),
                ratio(all, nginx, Measured::cpu),
                number(median(all, Measured::addedP50)),
                number(median(all, Measured::addedP99)),
                number(median(all, Measured::max)),
                number(median(all, Measured::kib)),
                ratio(all, nginx, Measured::kib),
                contestant.isJava() ? number(median(all, Measured::heapKib)) : "",
                all.stream().mapToInt(each -> each.figures().errors()).sum())));
        return text.toString();
    }

    private static double median(List<Measured> all, ToDoubleFunction<Measured> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static String ratio(List<Measured> all, List<Measured> nginx, ToDoubleFunction<Measured> figure) {
        return nginx.isEmpty() ? "" : String.format(Locale.ROOT, "%.2f", median(all, figure) / median(nginx, figure));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String delays(StreamRun.Figures figures) {
        LoadReport.Steady steady = figures.steady().steady();
        return steady.events() + " events, delay p50 " + steady.p50Micros() + " p99 " + steady.p99Micros() + " p99.9 "
                + steady.p999Micros() + " max " + steady.maxMicros() + " µs";
    }

    private static String faults(StreamRun.Figures figures) {
        LoadReport ended = figures.ended();
        return figures.errors() == 0
                ? ", no errors"
                : ", " + figures.errors() + " of " + ended.streams() + " streams failed: " + ended.faults() + ", "
                        + figures.steady().silent() + " silent, " + ended.open() + " did not end";
    }
}
