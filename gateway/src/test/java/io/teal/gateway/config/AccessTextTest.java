package io.teal.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.teal.gateway.routing.Routing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with who may use a route is said where it stands, and a key that was meant to stay secret is not repeated. */
class AccessTextTest {
    private static final String DIGEST = "a".repeat(64);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{allow: [10.0.0.1/8]}                                       | access.allow[0]          | 10.0.0.0/8",
                "{deny: [here]}                                              | access.deny[0]           | an address or a network",
                "{api_keys: {}}                                              | access.api_keys.keys     | 1 to 1000 keys",
                "{api_keys: {keys: {alice: s3cret}}}                         | access.api_keys.keys.alice | 64 hex digits",
                "{api_keys: {header: Host, keys: {alice: DIGEST}}}           | access.api_keys.header   | another header",
                "{jwt: {audience: a, jwks: /k}}                              | access.jwt.issuer        | claim iss",
                "{jwt: {issuer: i, jwks: /k}}                                | access.jwt.audience      | claim aud",
                "{jwt: {issuer: i, audience: [], jwks: /k}}                  | access.jwt.audience      | a list of texts",
                "{jwt: {issuer: i, audience: a, jwks: keys.json}}            | access.jwt.jwks          | absolute path",
                "{jwt: {issuer: i, audience: a, jwks: 'ftp://k.test/'}}      | access.jwt.jwks          | https://",
                "{jwt: {issuer: i, audience: a, jwks: /k, algorithms: HS256}} | access.jwt.algorithms   | ES256",
                "{jwt: {issuer: i, audience: a, jwks: /k, algorithms: [none]}} | access.jwt.algorithms[0] | ES256",
                "{api_keys: {keys: {a: DIGEST}}, jwt: {issuer: i, audience: a, jwks: /k}} | access.api_keys | one of the two",
                "{cors: {credentials: true}}                                 | access.cors.origins      | origins as browsers",
                "{cors: {origins: 'https://a.test/'}}                        | access.cors.origins      | origins as browsers",
                "{cors: {origins: ['*', 'https://a.test']}}                  | access.cors.origins      | \"*\" alone",
                "{cors: {origins: '*', credentials: true}}                   | access.cors.origins      | one by one",
                "{security_headers: {preset: strong}}                        | access.security_headers.preset | none or standard",
            })
    void isSaidWhereItStands(String access, String path, String expected) {
        ConfigException wrong = catchThrowableOfType(
                ConfigException.class, () -> RoutingText.parse("r.yaml", text("", access.replace("DIGEST", DIGEST))));

        assertThat(wrong.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("routes[0]." + path);
            assertThat(problem.expected()).contains(expected);
            assertThat(problem.toString()).doesNotContain("s3cret");
        });
    }

    @Test
    void aCacheThatCannotTellKeysApartIsRefused() {
        String keys = "{api_keys: {header: X-Key, keys: {alice: " + DIGEST + "}}}";

        ConfigException wrong = catchThrowableOfType(
                ConfigException.class, () -> RoutingText.parse("r.yaml", text("answers: chatchat, cache: {}, ", keys)));

        assertThat(wrong.problems()).singleElement().satisfies(problem -> assertThat(problem.expected())
                .contains("cache.shared: true"));
    }

    @Test
    void aCacheThatCannotTellTokensApartIsRefused() {
        String jwt = "{jwt: {issuer: i, audience: a, jwks: /k, header: X-Token}}";

        ConfigException wrong = catchThrowableOfType(
                ConfigException.class, () -> RoutingText.parse("r.yaml", text("answers: chatchat, cache: {}, ", jwt)));

        assertThat(wrong.problems()).singleElement().satisfies(problem -> assertThat(problem.expected())
                .contains("cache.shared: true"));
    }

    @Test
    void keysThatAnybodyCouldChangeOnTheWayAreWarnedOf() throws Exception {
        assertThat(RoutingText.parse("r.yaml", text("", "{jwt: {issuer: i, audience: a, jwks: 'http://id.test/k'}}"))
                        .warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.toString()).contains("use https"));
    }

    @Test
    void presetsAreWrittenOutAndReadBack() throws Exception {
        Routing routing = RoutingText.parse("r.yaml", text("", "{security_headers: {set: {x-frame-options: DENY}}}"))
                .routing();

        String text = RoutingText.toYaml(routing);

        assertThat(text).contains("x-frame-options: DENY", "nosniff").doesNotContain("SAMEORIGIN");
        assertThat(RoutingText.parse("r.yaml", text).routing()).isEqualTo(routing);
    }

    private static String text(String more, String access) {
        return """
                services: {chat: {upstreams: {blue: {servers: ["127.0.0.1:1"]}}}}
                routes: [{name: a, service: chat, %saccess: %s}]
                """.formatted(more, access);
    }
}
