package io.teal.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.security.Authentication.Refused;
import io.teal.admin.security.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told to those who are not let in, and how names and passwords are read. */
class HintsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | false | false | send Authorization: Bearer with a configured token | Bearer realm=\"teal\"",
                "false | true | false | send Authorization: Bearer with a token of the OpenID provider | Bearer realm=\"teal\"",
                "false | false | true | send Authorization: Basic with name and password"
                        + " | Basic realm=\"teal\", charset=\"UTF-8\"",
                "true | true | true | send Authorization: Bearer with a configured token or one of the OpenID provider, or"
                        + " Authorization: Basic with name and password"
                        + " | Bearer realm=\"teal\", Basic realm=\"teal\", charset=\"UTF-8\""
            })
    void whatToShow(boolean tokens, boolean provider, boolean directory, String words, String challenge) {
        Refused missing = new Hints(tokens, provider, directory).missing();

        assertThat(missing.message()).isEqualTo(words);
        assertThat(missing.challenge()).isEqualTo(challenge);
    }

    @Test
    void whoHasNoRoleLearnsWhichRolesWereFound() {
        List<String> many = IntStream.range(0, 30).mapToObj(i -> "r" + i).toList();

        assertThat(Hints.noRole(new Verdict.NoRole("oidc:ann", List.of("a", "b c")))
                        .message())
                .isEqualTo("oidc:ann is known, but none of a, b c gives a role here");
        assertThat(Hints.noRole(new Verdict.NoRole("oidc:ann", List.of())).message())
                .isEqualTo("oidc:ann is known, but no roles or groups were found");
        assertThat(Hints.noRole(new Verdict.NoRole("oidc:ann", many)).message()).contains(", r19, 10 more gives");
        assertThat(Hints.noRole(new Verdict.NoRole("x", List.of("a\r\nb", "y".repeat(200))))
                        .message())
                .contains("a??b, " + "y".repeat(100) + "… gives");
    }

    @ParameterizedTest
    @CsvSource({
        "ann:secret, ann, secret",
        "ann:a:b, ann, a:b",
        ":x, '', x",
        "ann:, ann, ''",
        "änn:pässwörd, änn, pässwörd"
    })
    void nameAndPassword(String text, String name, String password) {
        String field = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));

        assertThat(Credentials.of(field)).isEqualTo(new Credentials(name, password));
        assertThat(Credentials.of(field)).hasToString(name + ":…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "YW5u", "****", "YW5uOnNlY3JldA=x", "/zr/"})
    void neitherNameNorPassword(String field) {
        assertThat(Credentials.of(field)).isNull();
    }
}
