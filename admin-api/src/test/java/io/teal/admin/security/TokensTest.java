package io.teal.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.config.GatewayConfig.Role;
import io.teal.gateway.config.GatewayConfig.Token;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private final Tokens tokens = new Tokens(List.of(
            new Token("eyes", Role.VIEWER, "aa9e9b5c907d50feb410f2a84e81ab72c5ae6724d57ccc53650f9361d33dc734"),
            new Token("ops", Role.OPERATOR, "9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0"),
            new Token("chief", Role.ADMIN, "5ef5ef0364b6939c4ca61f34b393f7b368d1be8619647aaf83d5b395919ab629")));

    @ParameterizedTest
    @CsvSource({"see, eyes, VIEWER", "aaa, ops, OPERATOR", "all, chief, ADMIN"})
    void aKnownTokenNamesItsCaller(String token, String name, Role role) {
        assertThat(tokens.caller(token)).isEqualTo(new Caller(name, role));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sees", "se", "SEE", " see", "Bearer see"})
    void anythingElseNamesNobody(String token) {
        assertThat(tokens.caller(token)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "VIEWER, VIEWER, true", "VIEWER, OPERATOR, false", "VIEWER, ADMIN, false",
        "OPERATOR, VIEWER, true", "OPERATOR, OPERATOR, true", "OPERATOR, ADMIN, false",
        "ADMIN, VIEWER, true", "ADMIN, OPERATOR, true", "ADMIN, ADMIN, true"
    })
    void eachRoleCoversThoseBeforeIt(Role has, Role needs, boolean covers) {
        assertThat(new Caller("x", has).may(needs)).isEqualTo(covers);
    }
}
