package io.teal.benchmarks.figure;

import io.teal.benchmarks.contest.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures of one row, of all rounds. */
public final class Results {
    private final Map<String, Map<Kind, List<Double>>> values = new LinkedHashMap<>();

    /** Keeps what was measured. */
    public void add(Figure figure) {
        values.computeIfAbsent(figure.name(), name -> new EnumMap<>(Kind.class))
                .computeIfAbsent(figure.kind(), kind -> new ArrayList<>())
                .add(figure.value());
    }

    /** Names of the figures, in the order in which they came. */
    public List<String> figures() {
        return List.copyOf(values.keySet());
    }

    /** Who has such a figure. */
    public List<Kind> kinds(String figure) {
        return List.copyOf(values.getOrDefault(figure, Map.of()).keySet());
    }

    /** One value for each round; nothing when it was not measured. */
    public List<Double> values(String figure, Kind kind) {
        return List.copyOf(values.getOrDefault(figure, Map.of()).getOrDefault(kind, List.of()));
    }

    /** The median of all rounds; nothing when it was not measured. */
    public OptionalDouble median(String figure, Kind kind) {
        return median(values(figure, kind));
    }

    /** The median of the ratios of each round: what slows a whole round down does not count. */
    public OptionalDouble ratio(String figure, Kind kind, Kind peer) {
        return median(ratios(figure, kind, peer));
    }

    /** The ratio of each round; none when it was not measured, or when values are not above 0, as differences may be. */
    public List<Double> ratios(String figure, Kind kind, Kind peer) {
        List<Double> own = values(figure, kind);
        List<Double> others = values(figure, peer);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(own.size(), others.size()); i++) {
            if (own.get(i) <= 0 || others.get(i) <= 0) {
                return List.of();
            }
            ratios.add(own.get(i) / others.get(i));
        }
        return ratios;
    }

    /** The middle one, or the mean of the two in the middle; nothing of nothing. */
    public static OptionalDouble median(List<Double> list) {
        if (list.isEmpty()) {
            return OptionalDouble.empty();
        }
        double[] sorted =
                list.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return OptionalDouble.of((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
    }

    /** The lowest and the highest of them; one at least. */
    public static double[] range(List<Double> list) {
        double[] sorted =
                list.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new double[] {sorted[0], sorted[sorted.length - 1]};
    }
}
