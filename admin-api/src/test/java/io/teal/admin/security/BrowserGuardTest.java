package io.teal.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserGuardTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9080", "localhost", "LOCALHOST:1", "[::1]:9080", "127.0.0.1"})
    void aLoopbackListenerAnswersToItsNames(String host) {
        assertThat(BrowserGuard.of("127.0.0.1").refusal(host, null, null)).isNull();
        assertThat(BrowserGuard.of("localhost").refusal(host, null, null)).isNull();
        assertThat(BrowserGuard.of("::1").refusal(host, null, null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example:9080", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.1", "[::2]"})
    void aForeignNameIsRefusedOnLoopback(String host) {
        assertThat(BrowserGuard.of("127.0.0.1").refusal(host, null, null)).contains("is not a name of this listener");
    }

    @Test
    void elsewhereEveryNameIsAcceptedButOneIsNeeded() {
        assertThat(BrowserGuard.of("0.0.0.0").refusal("admin.example", null, null))
                .isNull();
        assertThat(BrowserGuard.of("0.0.0.0").refusal(null, null, null)).isEqualTo("the request has no Host");
        assertThat(BrowserGuard.of("127.0.0.2").refusal("127.0.0.2:80", null, null))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:9080, true",
        "https://localhost:9080, true",
        "http://localhost:3000, false",
        "http://localhost, false",
        "https://evil.example, false",
        "null, false"
    })
    void onlyPagesOfTheListenerItselfMayCall(String origin, boolean accepted) {
        assertThat(BrowserGuard.of("127.0.0.1").refusal("localhost:9080", origin, null) == null)
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({"same-origin, true", "none, true", "same-site, false", "cross-site, false", "anything, false"})
    void aBrowserThatSaysWhereItComesFromIsBelieved(String site, boolean accepted) {
        assertThat(BrowserGuard.of("127.0.0.1").refusal("localhost:9080", null, site) == null)
                .isEqualTo(accepted);
    }
}
