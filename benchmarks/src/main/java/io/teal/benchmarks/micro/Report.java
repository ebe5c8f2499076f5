package io.teal.benchmarks.micro;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.benchmarks.tool.MarkdownTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What was measured: a table for people, JSON for programs. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Report() {}

    static String table(List<Figure> figures) {
        MarkdownTable table = new MarkdownTable("what", "case", "ns/op", "± error", "lowest", "bytes/op");
        for (Figure figure : figures) {
            table.row(
                    figure.what(),
                    figure.of(),
                    number(figure.nanos()),
                    number(figure.error()),
                    number(figure.lowest()),
                    String.format(Locale.ROOT, "%.0f", figure.bytes()));
        }
        return table.toString();
    }

    private static String number(double nanos) {
        if (!Double.isFinite(nanos)) {
            return "-";
        }
        return String.format(Locale.ROOT, nanos >= 100 ? "%.0f" : "%.1f", nanos);
    }

    static void write(Path file, List<Figure> figures, List<String> about) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        about.forEach(root.putArray("about")::add);
        ArrayNode rows = root.putArray("rows");
        for (Figure figure : figures) {
            ObjectNode row = rows.addObject().put("what", figure.what()).put("case", figure.of());
            put(row, "ns_per_op", figure.nanos());
            put(row, "error", figure.error());
            put(row, "lowest", figure.lowest());
            put(row, "highest", figure.highest());
            put(row, "bytes_per_op", figure.bytes());
        }
        JSON.writeValue(file.toFile(), root);
    }

    private static void put(ObjectNode row, String name, double value) {
        if (Double.isFinite(value)) {
            ObjectNode unused = row.put(name, value);
        }
    }
}
