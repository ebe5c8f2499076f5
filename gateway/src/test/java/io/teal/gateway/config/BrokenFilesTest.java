package io.teal.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said about files that are wrong, word by word: people read it. */
class BrokenFilesTest {
    @TempDir
    Path directory;

    static List<Texts.Case> routings() {
        return Texts.cases("broken-routing.txt");
    }

    static List<Texts.Case> gateways() {
        return Texts.cases("broken-gateway.txt");
    }

    @ParameterizedTest
    @MethodSource("routings")
    void routing(Texts.Case broken) throws Exception {
        Files.writeString(directory.resolve("gateway.yaml"), "{}");
        Files.writeString(directory.resolve("routing.yaml"), broken.text());

        assertThat(problems()).isNotEmpty().isEqualTo(broken.problems());
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void gateway(Texts.Case broken) throws Exception {
        Files.writeString(directory.resolve("gateway.yaml"), broken.text());
        Files.writeString(directory.resolve("routing.yaml"), "{}");

        assertThat(problems()).isNotEmpty().isEqualTo(broken.problems());
    }

    @Test
    void problems_of_both_files_come_together() throws Exception {
        Files.writeString(directory.resolve("gateway.yaml"), "drain: 15\nstores: {}\n");
        Files.writeString(directory.resolve("routing.yaml"), "routes: [{name: a}]\nservice: {}\n");

        assertThat(problems())
                .extracting(line -> line.substring(0, line.indexOf(" found")))
                .containsExactly(
                        "gateway.yaml:1:8: drain:",
                        "gateway.yaml:2:1: stores:",
                        "routing.yaml:1:10: routes[0]:",
                        "routing.yaml:2:1: service:");
    }

    @Test
    void missing_files_and_files_of_bytes() throws Exception {
        Files.write(directory.resolve("routing.yaml"), "services: {ü: 1}".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problems())
                .containsExactly(
                        "gateway.yaml: found no such file, expected it in the configuration directory; --conf names"
                                + " another directory",
                        "routing.yaml: found bytes that are not UTF-8, expected a text in UTF-8");
    }

    @Test
    void too_deep() {
        String deep = "[".repeat(70) + "]".repeat(70);

        assertThatThrownBy(() -> RoutingText.parse("body", "routes: " + deep))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("more than 64 levels");
        assertThatThrownBy(() -> RoutingText.parse("body", "{\"routes\": " + deep + "}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("more than 64 levels");
    }

    @Test
    void too_long() {
        assertThatThrownBy(() -> RoutingText.parse("body", " ".repeat(9 << 20)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("body:1:1: found 9437184 characters, expected at most 8388608; split it");
    }

    @Test
    void endless_problems_are_cut() {
        StringBuilder text = new StringBuilder("services: {}\n");
        for (int i = 0; i < 3_000; i++) {
            text.append('k').append(i).append(": 1\n");
        }

        ConfigException failure =
                catchThrowableOfType(ConfigException.class, () -> RoutingText.parse("body", text.toString()));

        assertThat(failure.problems()).hasSize(1_001);
        assertThat(failure.problems().getLast().found()).isEqualTo("2000 further problems");
    }

    @Test
    void json_has_the_same_problems_at_its_own_places() {
        String text = """
                {"services": {"chat": {"upstreams": {"blue": {
                  "servers": [{"address": 8001, "weight": 0, "down": "true"}],
                  "servers": []
                }}}}}
                """;

        ConfigException failure = catchThrowableOfType(ConfigException.class, () -> RoutingText.parse("body", text));

        assertThat(failure.problems())
                .extracting(problem -> problem.toString().replaceAll(": services[^:]*servers", ": "))
                .containsExactly(
                        "body:2:27: [0].address: found 8001, expected an address with its port, such as"
                                + " 127.0.0.1:8001, [::1]:8001 or https://chat-1:8443",
                        "body:2:43: [0].weight: found 0, expected a whole number from 1 to 1000",
                        "body:2:54: [0].down: found \"true\", expected true or false",
                        "body:3:3: : found the key servers again, expected each key once; the first is on line 2");
    }

    @Test
    void a_shadow_goes_to_another_upstream() {
        assertThatThrownBy(() -> RoutingText.parse("body", """
                services:
                  chat: {upstreams: {blue: {servers: ["a:1"]}}, shadow: {to: blue}}
                  more: {upstreams: {a: {servers: ["a:1"]}, b: {servers: ["b:1"]}}, traffic: {split: {a: 1}},
                         shadow: {to: c, share: 1.5}}
                """))
                .hasMessageContaining("services.chat.shadow.to: found the only upstream of the service")
                .hasMessageContaining("services.more.shadow.to: found c, expected an upstream of this service: a, b")
                .hasMessageContaining("services.more.shadow.share: ");
    }

    @Test
    void a_canary_token_that_is_wrong_is_not_shown() {
        String text = """
                services: {chat: {upstreams: {blue: {servers: ["a:1"]}}, traffic: {canary: [
                  {header: X, values: ["secret token "], to: blue}]}}}
                """;

        assertThatThrownBy(() -> RoutingText.parse("body", text))
                .hasMessage("body:2:24: services.chat.traffic.canary[0].values[0]: found a text of 13 characters,"
                        + " expected one or more values of visible ASCII characters");
    }

    @Test
    void there_are_many_cases() {
        assertThat(routings().size() + gateways().size()).isGreaterThan(90);
    }

    private List<String> problems() {
        ConfigException failure =
                catchThrowableOfType(ConfigException.class, () -> ConfigFiles.load(directory, Map.of()));
        assertThat(failure.getMessage().lines()).hasSameSizeAs(failure.problems());
        return failure.problems().stream()
                .map(problem -> problem.toString().replace(directory + "/", ""))
                .toList();
    }
}
