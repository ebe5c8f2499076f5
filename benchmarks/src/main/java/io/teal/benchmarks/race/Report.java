package io.teal.benchmarks.race;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.figure.Goal;
import io.teal.benchmarks.figure.Results;
import io.teal.benchmarks.tool.MarkdownTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What the race says: tables for people, JSON for programs. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Report() {}

    /** The table of figures of a row, and that of its goals. */
    static String table(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        text.append(outcome.row().name())
                .append(": ")
                .append(outcome.row().about())
                .append("\n\n");
        Results results = outcome.results();
        if (!results.figures().isEmpty()) {
            text.append(figures(results)).append('\n');
        }
        String goals = goals(outcome);
        if (!goals.isEmpty()) {
            text.append(goals).append('\n');
        }
        if (!outcome.quiet()) {
            text.append(String.format(
                    Locale.ROOT,
                    "Other work took %.0f %% of all processors meanwhile: how fast anything was is not decided.%n%n",
                    outcome.others()));
        }
        if (outcome.failed()) {
            text.append("FAILED: ").append(outcome.failure()).append("\n\n");
        }
        return text.toString();
    }

    private static MarkdownTable figures(Results results) {
        MarkdownTable table = new MarkdownTable("figure", "of", "median", "lowest", "highest", "x nginx", "x HAProxy");
        for (String figure : results.figures()) {
            for (Kind kind : results.kinds(figure)) {
                List<Double> values = results.values(figure, kind);
                double[] range = Results.range(values);
                table.row(
                        figure,
                        kind.title(),
                        number(results.median(figure, kind)),
                        number(OptionalDouble.of(range[0])),
                        number(OptionalDouble.of(range[1])),
                        ratio(results, figure, kind, Kind.NGINX),
                        ratio(results, figure, kind, Kind.HAPROXY));
            }
        }
        return table;
    }

    private static String goals(Outcome outcome) {
        if (outcome.row().goals().isEmpty()) {
            return "";
        }
        MarkdownTable table = new MarkdownTable("goal of", "for", "goal", "reached", "");
        for (Goal goal : outcome.row().goals()) {
            table.row(
                    goal.figure(),
                    goal.of().title(),
                    goal.text(),
                    number(goal.reached(outcome.results())),
                    outcome.decide(goal).text());
        }
        return table.toString();
    }

    private static String ratio(Results results, String figure, Kind kind, Kind peer) {
        return kind == peer ? "" : number(results.ratio(figure, kind, peer));
    }

    /** Three digits of it that matter, or a dash. */
    static String number(OptionalDouble value) {
        if (value.isEmpty() || !Double.isFinite(value.getAsDouble())) {
            return "-";
        }
        double size = Math.abs(value.getAsDouble());
        String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value.getAsDouble());
    }

    /** Writes everything, with the value of each round. */
    static void write(Path file, List<Outcome> outcomes, List<String> about) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        about.forEach(root.putArray("about")::add);
        ArrayNode rows = root.putArray("rows");
        for (Outcome outcome : outcomes) {
            ObjectNode row = rows.addObject().put("name", outcome.row().name());
            row.put("about", outcome.row().about());
            row.put("other_work_percent", outcome.others());
            if (outcome.failed()) {
                row.put("failure", outcome.failure());
            }
            figures(row.putArray("figures"), outcome.results());
            goals(row.putArray("goals"), outcome);
        }
        JSON.writeValue(file.toFile(), root);
    }

    private static void figures(ArrayNode array, Results results) {
        for (String figure : results.figures()) {
            for (Kind kind : results.kinds(figure)) {
                ObjectNode node = array.addObject().put("name", figure).put("of", kind.title());
                put(node, "median", results.median(figure, kind));
                results.values(figure, kind).forEach(node.putArray("rounds")::add);
                put(node, "to_nginx", results.ratio(figure, kind, Kind.NGINX));
                put(node, "to_haproxy", results.ratio(figure, kind, Kind.HAPROXY));
            }
        }
    }

    private static void goals(ArrayNode array, Outcome outcome) {
        for (Goal goal : outcome.row().goals()) {
            ObjectNode node = array.addObject().put("figure", goal.figure());
            node.put("of", goal.of().title()).put("goal", goal.text());
            put(node, "reached", goal.reached(outcome.results()));
            node.put("decision", outcome.decide(goal).text());
        }
    }

    private static void put(ObjectNode node, String name, OptionalDouble value) {
        if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
            ObjectNode unused = node.put(name, value.getAsDouble());
        }
    }
}
