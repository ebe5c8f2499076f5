package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.config.ConfigFiles;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.routing.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What can be known of the container files without an engine: they are well formed, and what they name exists. */
class ContainerFilesTest {
    private static final Path TREE = TealProcess.tree();
    private static final Pattern VARIABLE = Pattern.compile("\\bTEAL_[A-Z_]+");
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
        assertThat(dockerfile).contains("docker/modules.txt");
        assertThat(TREE.resolve("docker/modules.txt")).isNotEmptyFile();
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
                if (!"simulate".equals(command.getFirst())) {
                    continue;
                }
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

        assertThat(compose.get("services"))
                .containsOnlyKeys("gateway-1", "gateway-2", "redis", "blue", "green", "prometheus", "grafana");
        assertThat(simulated).containsExactlyInAnyOrderElementsOf(routed);
        assertThat(TREE.resolve("docker")
                        .resolve(
                                compose.get("services").get("gateway-1").get("build") instanceof Map<?, ?> build
                                        ? String.valueOf(build.get("context"))
                                        : "missing"))
                .isDirectory();
    }

    @Test
    void everyVariableIsOneThatTealReads() throws IOException {
        String documented =
                Files.readString(TREE.resolve("conf/gateway.yaml")) + Files.readString(TREE.resolve("teal"));
        for (String file : List.of(
                "docker/Dockerfile", "docker/compose.yaml", "docker/kubernetes/teal.yaml", "conf/teal.service")) {
            List<String> named = VARIABLE.matcher(Files.readString(TREE.resolve(file)))
                    .results()
                    .map(found -> found.group())
                    .toList();
            assertThat(named).as(file).isNotEmpty().allSatisfy(name -> assertThat(documented)
                    .contains(name));
        }
    }

    @Test
    void composeGivesStreamsLongerThanTheDrain() throws IOException {
        Map<String, Map<String, Map<String, Object>>> compose =
                new Yaml().load(Files.readString(TREE.resolve("docker/compose.yaml")));

        for (String name : List.of("gateway-1", "gateway-2")) {
            String grace = String.valueOf(compose.get("services").get(name).get("stop_grace_period"));
            assertThat(Integer.parseInt(grace.replace("m", "")))
                    .isGreaterThan((int) GatewayConfig.DEFAULT_DRAIN.toMinutes());
        }
    }

    @Test
    void aGatewayThatIsStoppedTakesNothingElseWithIt() throws IOException {
        Map<String, Map<String, Map<String, Object>>> compose =
                new Yaml().load(Files.readString(TREE.resolve("docker/compose.yaml")));

        compose.get("services").forEach((name, service) -> assertThat(String.valueOf(service.get("network_mode")))
                .as(name)
                .doesNotStartWith("service:gateway"));
    }

    @Test
    void theImageRunsAsNobodyAndSaysHowItIs() throws IOException {
        String dockerfile = Files.readString(TREE.resolve("docker/Dockerfile"));

        assertThat(dockerfile)
                .containsPattern("(?m)^USER 10001$")
                .containsPattern("(?m)^HEALTHCHECK .* CMD \\[\"bash\", \"ready.sh\"]$")
                .containsPattern("(?m)^STOPSIGNAL SIGTERM$")
                .containsPattern("jlink --add-modules")
                .containsPattern("-XX:AOTCacheOutput=teal.aot")
                .containsPattern("-XX:AOTCache=/teal/teal.aot");
        assertThat(dockerfile.indexOf("\nUSER 10001")).isLessThan(dockerfile.indexOf("\nENTRYPOINT"));
    }

    @Test
    void kubernetesAsksWhereTealAnswersAndWaitsForItsStreams() throws IOException {
        String openApi = Files.readString(TREE.resolve("admin-api/src/main/resources/openapi.yaml"));
        Map<String, Map<String, Object>> byKind = new HashMap<>();
        for (Object each : new Yaml().loadAll(Files.readString(TREE.resolve("docker/kubernetes/teal.yaml")))) {
            Map<String, Object> manifest = map(each);
            byKind.put(String.valueOf(manifest.get("kind")), manifest);
        }
        assertThat(byKind).containsOnlyKeys("StatefulSet", "Service", "PodDisruptionBudget");
        Map<String, Object> pod = map(
                map(map(byKind.get("StatefulSet").get("spec")).get("template")).get("spec"));
        Map<String, Object> teal = map(((List<?>) pod.get("containers")).getFirst());
        List<String> ports = new ArrayList<>();
        for (Object port : (List<?>) teal.get("ports")) {
            ports.add(map(port).get("name") + "=" + map(port).get("containerPort"));
        }
        List<?> sleep = (List<?>)
                map(map(map(teal.get("lifecycle")).get("preStop")).get("exec")).get("command");

        assertThat(ports).containsExactly("http=8080", "admin=9080");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            Map<String, Object> get = map(map(teal.get(probe)).get("httpGet"));
            assertThat(get.get("port")).isEqualTo("admin");
            assertThat(openApi).contains("\n  " + get.get("path") + ":\n");
        }
        assertThat((Integer) pod.get("terminationGracePeriodSeconds"))
                .isGreaterThan((int) GatewayConfig.DEFAULT_DRAIN.toSeconds()
                        + Integer.parseInt(String.valueOf(sleep.getLast())));
        Map<String, Object> labels =
                map(map(map(map(byKind.get("StatefulSet").get("spec")).get("template"))
                                .get("metadata"))
                        .get("labels"));
        assertThat(map(map(byKind.get("PodDisruptionBudget").get("spec")).get("selector"))
                        .get("matchLabels"))
                .isEqualTo(labels);
        assertThat(map(byKind.get("Service").get("spec")).get("selector")).isEqualTo(labels);
    }

    @Test
    void theUnitRunsTealsCommandsAndWaitsForItsStreams() throws IOException {
        List<String> lines = Files.readAllLines(TREE.resolve("conf/teal.service"));

        assertThat(lines)
                .contains(
                        "ExecStartPre=/opt/teal/teal check --conf /opt/teal/conf",
                        "ExecStart=/opt/teal/teal run --conf /opt/teal/conf");
        String timeout = lines.stream()
                .filter(line -> line.startsWith("TimeoutStopSec="))
                .findFirst()
                .orElseThrow();
        assertThat(Integer.parseInt(timeout.replaceAll("\\D", "")))
                .isGreaterThan((int) GatewayConfig.DEFAULT_DRAIN.toMinutes());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, Object>) value;
    }
}
