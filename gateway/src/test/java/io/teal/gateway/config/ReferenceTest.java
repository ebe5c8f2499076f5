package io.teal.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.teal.gateway.config.routing.RoutingReader;
import io.teal.gateway.config.text.Node;
import io.teal.gateway.config.text.TextParser;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.testing.CertificateAuthority;
import io.teal.gateway.tls.CertificateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/configuration.md names the keys that the readers know, no other ones, and each default that the code has. */
class ReferenceTest {
    private static final Path REFERENCE = Path.of("../docs/configuration.md");
    private static final Pattern FILE = Pattern.compile("## (\\w+)\\.yaml");
    private static final Pattern MAPPING = Pattern.compile("### `([^`]+)`");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| ([^|]+) \\| ([^|]+) \\|(.*)\\|");
    private static final Pattern VALUE = Pattern.compile("`([^`]+)`");
    private static final YAMLMapper YAML = new YAMLMapper();

    @TempDir
    private Path directory;

    /**
     * A row of a table.
     *
     * @param file {@code gateway} or {@code routing}
     * @param mapping the path of the mapping, as its heading has it
     * @param plain the third column
     */
    private record Row(String file, String mapping, String key, String plain) {}

    @Test
    void everyKeyOfTheGatewayIsInItAndNoOther() throws Exception {
        KnownKeysTest.Found found = new KnownKeysTest.Found();
        Node every = TextParser.parse("g", Texts.resource("every-key-gateway.yaml"), found);
        GatewayConfig unused = new GatewayReader(Path.of("conf")).read(new Value(found.withStrangers(every), found));

        assertThat(told("gateway")).isEqualTo(general(found.known));
    }

    @Test
    void everyKeyOfTheRoutingIsInItAndNoOther() throws Exception {
        KnownKeysTest.Found found = new KnownKeysTest.Found();
        Node every = TextParser.parse("r", Texts.resource("every-key-routing.yaml"), found);
        var unused = RoutingReader.read(new Value(found.withStrangers(every), found), () -> true);

        assertThat(told("routing")).isEqualTo(general(found.known));
    }

    /** Given or left out, it must come to the same, where that cannot stand beside other keys of the file to the same complaint. */
    @Test
    void everyDefaultIsThatOfTheCode() throws Exception {
        int compared = 0;
        int complaints = 0;
        for (Row row : rows()) {
            Matcher value = VALUE.matcher(row.plain());
            if (value.matches()) {
                // Words such as off are texts here, as in YAML 1.2.
                String text = value.group(1);
                JsonNode given = text.equals("off") ? TextNode.valueOf(text) : YAML.readTree(text);
                Object with = readOrComplaint(row.file(), changed(row, given));
                assertThat(with).as(row.toString()).isEqualTo(readOrComplaint(row.file(), changed(row, null)));
                compared++;
                complaints += with instanceof String ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(80);
        assertThat(complaints).isLessThanOrEqualTo(3);
    }

    @Test
    void whatIsRequiredCannotBeLeftOut() throws Exception {
        int required = 0;
        for (Row row : rows()) {
            if (row.plain().equals("**required**")) {
                JsonNode without = changed(row, null);
                assertThatThrownBy(() -> read(row.file(), without))
                        .as(row.toString())
                        .isInstanceOfSatisfying(ConfigException.class, thrown -> assertThat(thrown)
                                .hasMessageContaining(row.key()));
                required++;
            }
        }
        assertThat(required).isGreaterThan(20);
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        String file = "";
        String mapping = "";
        for (String line : Files.readAllLines(REFERENCE)) {
            Matcher begins = FILE.matcher(line);
            Matcher inside = MAPPING.matcher(line);
            Matcher row = ROW.matcher(line.replace("\\|", "/"));
            if (begins.matches()) {
                file = begins.group(1);
                mapping = "";
            } else if (inside.matches()) {
                mapping = inside.group(1);
            } else if (row.matches()) {
                rows.add(new Row(file, mapping, row.group(1), row.group(3).strip()));
            }
        }
        return rows;
    }

    private static Map<String, Set<String>> told(String file) throws IOException {
        Map<String, Set<String>> told = new TreeMap<>();
        for (Row row : rows()) {
            if (row.file().equals(file)) {
                assertThat(told.computeIfAbsent(row.mapping(), mapping -> new TreeSet<>())
                                .add(row.key()))
                        .as(row.toString())
                        .isTrue();
            }
        }
        return told;
    }

    private static Map<String, Set<String>> general(Map<String, Set<String>> known) {
        Map<String, Set<String>> general = new TreeMap<>();
        known.forEach((path, keys) -> general.put(path.replaceFirst("^services\\.chat", "services.*"), keys));
        return general;
    }

    /** The file with every key, and one of them changed in every mapping of the row that has it, or left out. */
    private static JsonNode changed(Row row, @Nullable JsonNode value) throws IOException {
        JsonNode every = YAML.readTree(Texts.resource("every-key-" + row.file() + ".yaml"));
        List<JsonNode> mappings = new ArrayList<>(List.of(every));
        for (String step :
                row.mapping().isEmpty() ? new String[0] : row.mapping().split("\\.", -1)) {
            List<JsonNode> below = new ArrayList<>();
            for (JsonNode mapping : mappings) {
                JsonNode next = mapping.path(step.replace("[]", ""));
                if (step.equals("*") || step.endsWith("[]")) {
                    (step.equals("*") ? mapping : next).forEach(below::add);
                } else {
                    below.add(next);
                }
            }
            mappings = below;
        }
        boolean found = false;
        for (JsonNode mapping : mappings) {
            if (mapping instanceof ObjectNode object && object.has(row.key())) {
                found = true;
                if (value == null) {
                    object.remove(row.key());
                } else {
                    object.set(row.key(), value);
                }
            }
        }
        assertThat(found).as(row.toString()).isTrue();
        return every;
    }

    private Object readOrComplaint(String file, JsonNode tree) throws Exception {
        try {
            return read(file, tree);
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage()).replaceAll(":\\d+", "");
        }
    }

    private Object read(String file, JsonNode tree) throws Exception {
        String text = YAML.writeValueAsString(tree);
        if (file.equals("routing")) {
            return RoutingText.parse("routing.yaml", text).routing();
        }
        Path gateway = Files.writeString(directory.resolve("gateway.yaml"), text);
        Path routing = Files.writeString(directory.resolve("routing.yaml"), "{}");
        if (!Files.exists(directory.resolve("made"))) {
            CertificateFiles made =
                    CertificateAuthority.in(directory.resolve("made")).issue("chat", "dns:chat.example.org");
            assertThat(Files.copy(made.certificate(), directory.resolve("chain.pem")))
                    .exists();
            assertThat(Files.copy(made.key(), directory.resolve("key.pem"))).exists();
            assertThat(Files.copy(made.certificate(), directory.resolve("ca.pem")))
                    .exists();
        }
        assertThat(gateway.getParent()).isEqualTo(routing.getParent());
        return ConfigFiles.load(directory, Map.of()).gateway();
    }
}
