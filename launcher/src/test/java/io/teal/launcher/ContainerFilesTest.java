package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.config.ConfigFiles;
import io.teal.gateway.routing.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What can be known of the container files without an engine: they are well formed, and what they name exists. */
class ContainerFilesTest {
    private static final Path TREE = TealProcess.tree();
    private static final Pattern COPY = Pattern.compile("(?m)^COPY (?!--from)(\\S+) \\S+$");
    private static final Pattern BUILT = Pattern.compile("(?m)^COPY --from=build /src/(\\S+) (\\S+)$");

    @Test
    void whatIsCopiedExists() throws IOException {
        String dockerfile = Files.readString(TREE.resolve("docker/Dockerfile"));
        List<String> copied = new ArrayList<>();
        Matcher matcher = COPY.matcher(dockerfile);
        while (matcher.find()) {
            copied.add(matcher.group(1));
        }

        assertThat(copied).contains(".", "conf", "docker/ready.sh");
        assertThat(copied).allSatisfy(path -> assertThat(TREE.resolve(path)).exists());
    }

    @Test
    void whatIsTakenFromTheBuildIsWhatTheBuildMakes() throws IOException {
        String dockerfile = Files.readString(TREE.resolve("docker/Dockerfile"));
        String script = Files.readString(TREE.resolve("teal"));
        List<String> built = new ArrayList<>();
        Matcher matcher = BUILT.matcher(dockerfile);
        while (matcher.find()) {
            built.add(matcher.group(1));
        }

        assertThat(built).containsExactly("launcher/target/lib", "launcher/target/teal.jar");
        assertThat(script).contains("launcher/target/teal.jar");
        assertThat(Files.readString(TREE.resolve("launcher/pom.xml")))
                .contains("<finalName>teal</finalName>", "<outputDirectory>${project.build.directory}/lib<");
    }

    @Test
    void theComposedServersAreThoseOfTheShippedRouting() throws Exception {
        Map<String, Map<String, Map<String, Object>>> compose =
                new Yaml().load(Files.readString(TREE.resolve("docker/compose.yaml")));
        List<String> simulated = new ArrayList<>();
        for (Map<String, Object> service : compose.get("services").values()) {
            if (service.get("command") instanceof List<?> command) {
                assertThat(command.getFirst()).isEqualTo("simulate");
                command.subList(1, command.size())
                        .forEach(each ->
                                simulated.add("127.0.0.1:" + each.toString().split("=", 2)[1]));
            }
        }
        List<String> routed = new ArrayList<>();
        for (Upstream upstream : ConfigFiles.load(TREE.resolve("conf"), Map.of())
                .routing()
                .services()
                .get("chat")
                .upstreams()
                .values()) {
            upstream.servers().forEach(server -> routed.add(server.address().toString()));
        }

        assertThat(compose.get("services")).containsOnlyKeys("gateway", "blue", "green");
        assertThat(simulated).containsExactlyInAnyOrderElementsOf(routed);
        assertThat(TREE.resolve("docker")
                        .resolve(
                                compose.get("services").get("gateway").get("build") instanceof Map<?, ?> build
                                        ? String.valueOf(build.get("context"))
                                        : "missing"))
                .isDirectory();
    }
}
