package io.teal.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.testing.CertificateAuthority;
import io.teal.gateway.tls.CertificateFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every piece of configuration in docs/from-nginx.md is one that Teal takes. */
class FromNginxTest {
    private static final Path GUIDE = Path.of("../docs/from-nginx.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n# ([^\\n]+)\\n(.*?)^```$");
    private static final String SERVICES = """
            services:
              chat:
                upstreams:
                  blue: {servers: [127.0.0.1:8001]}
                  green: {servers: [127.0.0.1:8011]}
            """;

    @TempDir
    private Path directory;

    /** @param kind the first line of the block: a file, or the mapping that the block is the inside of */
    record Snippet(String kind, String text) {}

    static Stream<Snippet> snippets() throws Exception {
        return BLOCK.matcher(Files.readString(GUIDE))
                .results()
                .map(found -> new Snippet(found.group(1), found.group(2)));
    }

    @Test
    void thereAreSnippetsOfEachKind() throws Exception {
        assertThat(snippets().map(Snippet::kind).toList())
                .hasSizeGreaterThanOrEqualTo(10)
                .contains("gateway.yaml", "routing.yaml", "an upstream", "traffic", "a route");
        assertThat(Files.readString(GUIDE).split("```yaml", -1))
                .hasSize((int) snippets().count() + 1);
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void isTaken(Snippet snippet) throws Exception {
        String text = snippet.text();
        List<Problem> problems =
                switch (snippet.kind()) {
                    case "gateway.yaml" -> ofGateway(text);
                    case "routing.yaml" -> ofRouting(text);
                    case "an upstream" ->
                        ofRouting("services:\n  chat:\n    upstreams:\n      blue:\n" + text.indent(8));
                    case "traffic" -> ofRouting(SERVICES + "    traffic:\n" + text.indent(6));
                    case "a route" ->
                        ofRouting(SERVICES
                                + "    traffic: {split: {blue: 100}}\nroutes:\n  - name: a\n    service: chat\n"
                                + text.indent(4));
                    default -> throw new AssertionError("of what is this a part: " + snippet);
                };

        assertThat(problems).as(text).isEmpty();
    }

    private List<Problem> ofGateway(String text) throws Exception {
        Path tls = Files.createDirectories(directory.resolve("tls"));
        CertificateFiles made =
                CertificateAuthority.in(directory.resolve("made")).issue("chat", "dns:chat.example.org");
        for (String name : List.of("", "wiki")) {
            Path chain = tls.resolve(name.isEmpty() ? "chain.pem" : name + ".pem");
            Path key = tls.resolve(name.isEmpty() ? "key.pem" : name + "-key.pem");
            assertThat(Files.copy(made.certificate(), chain)).exists();
            assertThat(Files.copy(made.key(), key)).exists();
        }
        assertThat(Files.writeString(directory.resolve("gateway.yaml"), text)).exists();
        assertThat(Files.writeString(directory.resolve("routing.yaml"), "{}")).exists();
        try {
            return ConfigFiles.load(directory, Map.of()).warnings();
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    private static List<Problem> ofRouting(String text) throws Exception {
        try {
            return RoutingText.parse("routing.yaml", text).warnings();
        } catch (ConfigException e) {
            return e.problems();
        }
    }
}
