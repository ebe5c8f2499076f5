package io.teal.admin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    private final Authentication authentication = new Authentication(List.of(
            Token.plain("eyes", Role.VIEWER, "see"),
            new Token("ops", Role.OPERATOR, "9834876DCFB05CB167A5C24953EBA58C4AC89B1ADF57F28F2F9D09AF107EE8F0"),
            Token.plain("chief", Role.ADMIN, "all")));

    @ParameterizedTest
    @CsvSource({"Bearer see, eyes, VIEWER", "bearer aaa, ops, OPERATOR", "BEARER  all , chief, ADMIN"})
    void aKnownTokenNamesItsCaller(String authorization, String name, Role role) {
        assertThat(authentication.caller(authorization)).isEqualTo(new Caller(name, role));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer sees", "Bearer se", "Basic see", "see", "Bearersee"})
    void anythingElseNamesNobody(String authorization) {
        assertThat(authentication.caller(authorization)).isNull();
        assertThat(authentication.caller(null)).isNull();
    }

    @Test
    void withoutTokensEverybodyIsAnonymousAndMayDoAll() {
        // Given
        Authentication open = new Authentication(List.of());

        // When
        Caller caller = open.caller(null);

        // Then
        assertThat(open.open()).isTrue();
        assertThat(caller).isEqualTo(new Caller("anonymous", Role.ADMIN));
    }

    @ParameterizedTest
    @CsvSource({
        "VIEWER, VIEWER, true", "VIEWER, OPERATOR, false", "VIEWER, ADMIN, false",
        "OPERATOR, VIEWER, true", "OPERATOR, OPERATOR, true", "OPERATOR, ADMIN, false",
        "ADMIN, VIEWER, true", "ADMIN, OPERATOR, true", "ADMIN, ADMIN, true"
    })
    void eachRoleCoversThoseBeforeIt(Role has, Role needs, boolean covers) {
        assertThat(has.covers(needs)).isEqualTo(covers);
    }

    @Test
    void aSumThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Token("ops", Role.ADMIN, "secret"))
                .hasMessage("sha256 of token ops is not 64 hexadecimal digits");
    }
}
