package io.teal.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.policy.Compression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How compression is written, and what is wrong with it. */
class CompressionTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{types: []}                          | types         | one or more media types",
                "{types: json}                        | types         | one or more media types",
                "{types: [text/html, text/Event-Stream]} | types[1]   | another type",
                "{min_length: 0}                      | min_length    | a size from 1B",
                "{algorithms: [gzip, deflate]}        | algorithms[1] | br, gzip or zstd",
                "{algorithms: [gzip, gzip]}           | algorithms[1] | each algorithm once",
            })
    void isSaidWhereItStands(String compression, String path, String expected) {
        ConfigException wrong = catchThrowableOfType(
                ConfigException.class, () -> RoutingText.parse("r.yaml", text("service: chat", compression)));

        assertThat(wrong.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("routes[0].compression." + path);
            assertThat(problem.expected()).contains(expected);
        });
    }

    @Test
    void anEmptyMappingIsEveryDefault() throws Exception {
        Routing routing =
                RoutingText.parse("r.yaml", text("service: chat", "{}")).routing();

        assertThat(routing.routes().getFirst().action())
                .isInstanceOfSatisfying(
                        Action.Forward.class,
                        forward -> assertThat(forward.policies().compression()).isEqualTo(Compression.DEFAULT));
        assertThat(RoutingText.parse("r.yaml", RoutingText.toYaml(routing)).routing())
                .isEqualTo(routing);
    }

    @Test
    void aRouteThatAnswersItselfHasNone() {
        ConfigException wrong = catchThrowableOfType(
                ConfigException.class, () -> RoutingText.parse("r.yaml", text("respond: {status: 403}", "{}")));

        assertThat(wrong.problems()).singleElement().satisfies(problem -> assertThat(problem.toString())
                .contains("routes[0].compression"));
    }

    private static String text(String does, String compression) {
        return """
                services: {chat: {upstreams: {blue: {servers: ["127.0.0.1:1"]}}}}
                routes: [{name: a, %s, compression: %s}]
                """.formatted(does, compression);
    }
}
