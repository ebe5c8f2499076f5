package io.teal.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StreamTableTest {
    private final StreamTable table = new StreamTable();

    @Test
    void showsMediansAndTheirRatiosToNginx() {
        StreamRun.Figures direct = figures(0, 0, 100, Map.of());
        for (int cpu : new int[] {10, 30, 11}) {
            String line = table.add(Contestant.NGINX, figures(cpu, 4096, 150, Map.of()), direct);
            assertThat(line).endsWith("no errors");
        }
        String line = table.add(Contestant.TEAL_READ, figures(22, 16384, 260, Map.of()), direct);
        assertThat(line)
                .startsWith("Teal, answers: openai: 22.0 µs of CPU an event and 5.0 waiting for it, 16.0 KiB a stream");

        assertThat(cells(Contestant.NGINX))
                .containsExactly("nginx", "11.0", "5.0", "1.00", "50.0", "100.0", "900.0", "4.0", "1.00", "", "0");
        assertThat(cells(Contestant.TEAL_READ))
                .containsExactly(
                        "Teal, answers: openai",
                        "22.0",
                        "5.0",
                        "2.00",
                        "160.0",
                        "320.0",
                        "900.0",
                        "16.0",
                        "4.00",
                        "2.0",
                        "0");
        assertThat(table.errors()).isZero();
    }

    @Test
    void countsStreamsThatFailed() {
        StreamRun.Figures direct = figures(0, 0, 100, Map.of());

        String line = table.add(Contestant.HAPROXY, figures(10, 0, 100, Map.of("ended early", 3)), direct);

        assertThat(line).contains("3 of 9 streams failed: {ended early=3}");
        assertThat(table.errors()).isEqualTo(3);
        assertThat(cells(Contestant.HAPROXY)).endsWith("3");
    }

    private String[] cells(Contestant contestant) {
        String row = table.toString()
                .lines()
                .skip(2)
                .filter(line -> line.contains(" " + contestant.title() + " "))
                .findFirst()
                .orElseThrow();
        return row.substring(1, row.length() - 1).strip().split(" *\\| *", -1);
    }

    private static StreamRun.Figures figures(double cpu, double bytes, long p50, Map<String, Integer> faults) {
        SortedMap<String, Integer> sorted = new TreeMap<>(faults);
        LoadReport report =
                new LoadReport(9, 9, 6, 0, 900, 0, sorted, 0, new LoadReport.Steady(90, p50, 2 * p50, 800, 900));
        return new StreamRun.Figures(report, report, cpu, 5, bytes, bytes, 2048);
    }
}
