package io.teal.gateway.knowledge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What Chatchat says of its knowledge, reduced to what changes when answers do. Its own {@code file_version} is none of it: it
 * begins anew when a file is replaced. An answer that is not understood, or is one of failure, is null: it says nothing.
 */
final class Fingerprints {
    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> OF_BASE = List.of("id", "vs_type", "embed_model", "file_count", "create_time");
    private static final List<String> OF_FILE =
            List.of("file_name", "file_mtime", "file_size", "docs_count", "custom_docs", "create_time");

    private Fingerprints() {}

    /**
     * The knowledge bases of a server.
     *
     * @param rows what the list says of each, by name
     * @param namesOnly whether it is the list of 0.2.x, which says nothing but names
     */
    record Bases(Map<String, String> rows, boolean namesOnly) {}

    /** Of the answer to {@code list_knowledge_bases}. */
    static @Nullable Bases bases(byte[] body) {
        List<Row> rows = rows(body, "kb_name", OF_BASE);
        if (rows == null) {
            return null;
        }
        Map<String, String> byName = new TreeMap<>();
        boolean namesOnly = !rows.isEmpty();
        for (Row row : rows) {
            byName.put(row.name(), row.text());
            namesOnly &= row.text().isEmpty();
        }
        return new Bases(byName, namesOnly);
    }

    /** Of the answer to {@code list_files}. */
    static @Nullable String files(byte[] body) {
        List<Row> rows = rows(body, "file_name", OF_FILE);
        if (rows == null) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (Row row : rows) {
            texts.add(row.name().length() + ":" + row.name() + row.text());
        }
        Collections.sort(texts);
        return sum(String.join("\n", texts));
    }

    /** Of the answer to {@code get_prompt_template}; 0.2.x answers with the text alone. */
    static @Nullable String prompt(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.VALUE_STRING) {
                return sum(parser.getText());
            }
            String text = null;
            boolean good = true;
            while (first == JsonToken.START_OBJECT && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("code")) {
                    good = value == JsonToken.VALUE_NUMBER_INT
                            && parser.getText().equals("200");
                } else if (name.equals("data") && value == JsonToken.VALUE_STRING) {
                    text = parser.getText();
                }
                var unused = parser.skipChildren();
            }
            return good && text != null ? sum(text) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private record Row(String name, String text) {}

    /** The rows of {@code data}, which are names or objects. */
    private static @Nullable List<Row> rows(byte[] body, String key, List<String> wanted) {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            List<Row> rows = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("code")
                        && !(value == JsonToken.VALUE_NUMBER_INT
                                && parser.getText().equals("200"))) {
                    return null;
                } else if (name.equals("data") && value == JsonToken.START_ARRAY) {
                    rows = rows(parser, key, wanted);
                }
                var unused = parser.skipChildren();
            }
            return rows;
        } catch (IOException e) {
            return null;
        }
    }

    private static List<Row> rows(JsonParser parser, String key, List<String> wanted) throws IOException {
        List<Row> rows = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.END_ARRAY) {
            if (token == JsonToken.VALUE_STRING) {
                rows.add(new Row(parser.getText(), ""));
            } else if (token == JsonToken.START_OBJECT) {
                rows.add(row(parser, key, wanted));
            } else {
                throw new IOException("neither a name nor an object");
            }
            token = parser.nextToken();
        }
        return rows;
    }

    private static Row row(JsonParser parser, String key, List<String> wanted) throws IOException {
        Map<String, String> values = new TreeMap<>();
        String called = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals(key) && token == JsonToken.VALUE_STRING) {
                called = parser.getText();
            }
            if (token.isScalarValue() && wanted.contains(name)) {
                values.put(name, parser.getText());
            }
            var unused = parser.skipChildren();
        }
        if (called == null) {
            throw new IOException("no " + key);
        }
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(' ')
                .append(name)
                .append('=')
                .append(value.length())
                .append(':')
                .append(value));
        return new Row(called, text.toString());
    }

    static String sum(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
