package io.teal.admin.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.security.verdict.Verdict;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.config.GatewayConfig.Role;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token may say; its signature is good in all of these. The time is 1 000 000 s, the clocks may be 30 s apart. */
class ClaimsTest {
    private static final String GOOD = """
            {"iss": "https://login.example.org", "aud": "teal", "sub": "ann", "exp": 1000060, "nbf": 999999, "iat": 999990,
             "roles": ["ops"]}""";

    @Test
    void aGoodTokenNamesItsCaller() {
        assertThat(judge(GOOD, "roles")).isEqualTo(new Verdict.Known("oidc:ann", Role.OPERATOR));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"iss\": \"https://login.example.org/\"",
                "\"iss\": \"https://evil.example.org\"",
                "\"iss\": [\"https://login.example.org\"]",
                "\"iss\": null"
            })
    void ofAnotherIssuer(String claim) {
        assertThat(rejected(claim)).contains("another issuer than https://login.example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"aud\": \"other\"",
                "\"aud\": \"teal2\"",
                "\"aud\": [\"other\", \"TEAL\"]",
                "\"aud\": []",
                "\"aud\": {\"teal\": 1}",
                "\"aud\": [[\"teal\"]]",
                "\"aud\": 1",
                "\"aud\": null"
            })
    void forAnotherAudience(String claim) {
        assertThat(rejected(claim)).isEqualTo("the token is not for the audience teal");
    }

    @Test
    void theAudienceMayBeOneOfSeveral() {
        assertThat(judge(with("\"aud\": [\"other\", \"teal\"]"), "roles")).isInstanceOf(Verdict.Known.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"exp\": null", "\"exp\": \"1000060\"", "\"exp\": [1000060]", "\"exp\": true"})
    void withoutAnEnd(String claim) {
        assertThat(rejected(claim)).isEqualTo("the token does not say when it expires");
    }

    @ParameterizedTest
    @CsvSource({
        "exp, 999971, true",
        "exp, 999970.5, true",
        "exp, 999970, false",
        "exp, 0, false",
        "exp, -1e300, false",
        "exp, 9e300, true",
        "nbf, 1000030, true",
        "nbf, 1000031, false",
        "nbf, 9e99, false",
        "iat, 1000030, true",
        "iat, 1000031, false",
        "iat, 0, true",
        "nbf, '\"0\"', false",
        "iat, [], false"
    })
    void timesWithinWhatClocksMayBeApart(String claim, String value, boolean good) {
        assertThat(judge(with("\"" + claim + "\": " + value), "roles") instanceof Verdict.Known)
                .isEqualTo(good);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"ops\"]               | OPERATOR",
                "[\"ops\", \"ops\"]    | OPERATOR",
                "[\"x\", \"chief\", \"ops\"] | ADMIN",
                "\"ops\"                 | OPERATOR",
                "\"openid  staff ops\"   | OPERATOR",
                "[1, null, {}, \"staff\"] | VIEWER",
            })
    void rolesAreAListOrWords(String roles, Role role) {
        assertThat(judge(with("\"roles\": " + roles), "roles")).isEqualTo(new Verdict.Known("oidc:ann", role));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"OPS\"", "[\"ops staff\"]", "\"ops,staff\"", "[]", "\"\"", "{\"ops\": true}", "1", "null"})
    void whatGivesNoRole(String roles) {
        assertThat(judge(with("\"roles\": " + roles), "roles"))
                .isInstanceOfSatisfying(Verdict.NoRole.class, verdict -> assertThat(verdict.name())
                        .isEqualTo("oidc:ann"));
    }

    @Test
    void dotsLeadIntoObjectsUnlessTheyBelongToTheName() {
        String nested = with("\"realm_access\": {\"roles\": [\"chief\"]}");
        String named = with("\"https://example.org/roles\": \"staff\"");

        assertThat(judge(nested, "realm_access.roles")).isEqualTo(new Verdict.Known("oidc:ann", Role.ADMIN));
        assertThat(judge(named, "https://example.org/roles")).isEqualTo(new Verdict.Known("oidc:ann", Role.VIEWER));
        assertThat(judge(nested, "realm_access.roles.more")).isInstanceOf(Verdict.NoRole.class);
        assertThat(judge(nested, "..")).isInstanceOf(Verdict.NoRole.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "\"\"", "[\"ann\"]", "\"a\\nb\"", "\"a\\u202eb\"", "\"a\\u0000\""})
    void withoutANameThatCanBeShown(String name) {
        assertThat(rejected("\"sub\": " + name)).contains("no name that could be shown in sub");
        assertThat(rejected("\"sub\": \"" + "x".repeat(201) + "\"")).contains("no name that could be shown in sub");
    }

    /** The good token with one claim changed; null takes it away. */
    private static String with(String claim) {
        JsonObject token = new JsonObject(GOOD).mergeIn(new JsonObject("{" + claim + "}"));
        token.getMap().values().removeIf(Objects::isNull);
        return token.encode();
    }

    private static String rejected(String claim) {
        assertThat(judge(with(claim), "roles"))
                .isInstanceOfSatisfying(Verdict.Rejected.class, verdict -> assertThat(verdict.guess())
                        .isFalse());
        return ((Verdict.Rejected) judge(with(claim), "roles")).message();
    }

    private static Verdict judge(String token, String roleClaim) {
        GatewayConfig.Oidc settings = new GatewayConfig.Oidc(
                "https://login.example.org",
                null,
                null,
                "teal",
                "sub",
                roleClaim,
                Map.of(
                        Role.VIEWER, List.of("staff"),
                        Role.OPERATOR, List.of("ops"),
                        Role.ADMIN, List.of("chief")),
                Duration.ofSeconds(30));
        return new Claims(settings, InstantSource.fixed(Instant.ofEpochSecond(1_000_000)))
                .verdict(new JsonObject(token));
    }
}
