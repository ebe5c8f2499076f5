package io.teal.gateway.config.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes trees of maps, lists, texts, whole numbers, doubles, booleans and nulls as text that {@link TextParser} reads back
 * as the same tree.
 */
public final class TextWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private TextWriter() {}

    /** The tree as JSON on one line. */
    public static String json(Object tree) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            write(tree, generator);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return text.toString();
    }

    /** The tree as YAML in block style. */
    public static String yaml(Object tree) {
        YamlLines lines = new YamlLines();
        lines.write(tree);
        return lines.toString();
    }

    private static void write(@Nullable Object tree, JsonGenerator generator) throws IOException {
        switch (tree) {
            case Map<?, ?> map -> {
                generator.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    generator.writeFieldName(String.valueOf(entry.getKey()));
                    write(entry.getValue(), generator);
                }
                generator.writeEndObject();
            }
            case List<?> list -> {
                generator.writeStartArray();
                for (Object item : list) {
                    write(item, generator);
                }
                generator.writeEndArray();
            }
            case String text -> generator.writeString(text);
            case null, default -> generator.writeRawValue(plain(tree));
        }
    }

    /** A number, a boolean or nothing, the same in both formats. */
    static String plain(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean flag -> flag.toString();
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case BigInteger number -> number.toString();
            case Double number -> decimal(number);
            default -> throw new IllegalArgumentException(value.getClass() + " has no form in a configuration");
        };
    }

    private static String decimal(double number) {
        // YAML 1.1 does not take 1E10 for a number.
        String digits = new BigDecimal(Double.toString(number)).toPlainString();
        return digits.indexOf('.') < 0 ? digits + ".0" : digits;
    }
}
