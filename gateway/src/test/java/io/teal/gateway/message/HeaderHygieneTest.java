package io.teal.gateway.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.HeaderChanges;
import io.teal.gateway.routing.HeaderChanges.Header;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderHygieneTest {
    private static final Arrival ARRIVAL =
            new Arrival("203.0.113.9", "203.0.113.9", "https", "chat.example.org:8443", false, "id-1");

    private final HeaderHygiene plain = new HeaderHygiene(HeaderChanges.NONE, HeaderChanges.NONE, null);
    private final MultiMap in = MultiMap.caseInsensitiveMultiMap();
    private final MultiMap out = MultiMap.caseInsensitiveMultiMap();

    @Test
    void whatBelongsToAConnectionStaysOnIt() {
        // Given
        in.add("Connection", "keep-alive, X-Private , close")
                .add("Keep-Alive", "timeout=5")
                .add("Proxy-Connection", "keep-alive")
                .add("Proxy-Authorization", "Basic Zm9v")
                .add("TE", "gzip")
                .add("Transfer-Encoding", "chunked")
                .add("Upgrade", "h2c")
                .add("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA")
                .add("Expect", "100-continue")
                .add("X-Private", "secret")
                .add("Accept", "text/event-stream");

        // When
        plain.toServer(ARRIVAL, in, out, false);

        // Then
        assertThat(out.names())
                .containsExactlyInAnyOrder(
                        "host",
                        "Accept",
                        "X-Real-IP",
                        "X-Forwarded-For",
                        "X-Forwarded-Proto",
                        "X-Forwarded-Host",
                        "Forwarded",
                        "Via",
                        "X-Request-ID");
    }

    @Test
    void theClientIsToldToTheServer() {
        // When
        plain.toServer(ARRIVAL, in, out, false);

        // Then
        assertThat(out.get("Host")).isEqualTo("chat.example.org:8443");
        assertThat(out.get("X-Real-IP")).isEqualTo("203.0.113.9");
        assertThat(out.get("X-Forwarded-For")).isEqualTo("203.0.113.9");
        assertThat(out.get("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(out.get("X-Forwarded-Host")).isEqualTo("chat.example.org:8443");
        assertThat(out.get("Forwarded")).isEqualTo("for=203.0.113.9;host=\"chat.example.org:8443\";proto=https");
        assertThat(out.get("Via")).isEqualTo("1.1 teal");
        assertThat(out.get("X-Request-ID")).isEqualTo("id-1");
    }

    @Test
    void listsOfEarlierHopsAreContinuedAndOtherClaimsReplaced() {
        // Given
        in.add("X-Forwarded-For", "198.51.100.1")
                .add("X-Forwarded-For", "198.51.100.2")
                .add("Via", "1.0 fred")
                .add("Forwarded", "for=198.51.100.1")
                .add("X-Real-IP", "10.0.0.1")
                .add("X-Forwarded-Proto", "ftp")
                .add("X-Forwarded-Host", "evil.example");

        // When
        plain.toServer(ARRIVAL, in, out, false);

        // Then
        assertThat(out.getAll("X-Forwarded-For")).containsExactly("198.51.100.1, 198.51.100.2, 203.0.113.9");
        assertThat(out.getAll("Via")).containsExactly("1.0 fred, 1.1 teal");
        assertThat(out.get("Forwarded")).startsWith("for=198.51.100.1, for=203.0.113.9;");
        assertThat(out.getAll("X-Real-IP")).containsExactly("203.0.113.9");
        assertThat(out.getAll("X-Forwarded-Proto")).containsExactly("https");
        assertThat(out.getAll("X-Forwarded-Host")).containsExactly("chat.example.org:8443");
    }

    @Test
    void aTrustedProxyContinuesTheListsAndItsClientIsTheRealOne() {
        // Given
        in.add("X-Forwarded-For", "203.0.113.9, 10.0.0.7")
                .add("Forwarded", "for=203.0.113.9")
                .add("X-Real-IP", "10.0.0.7");
        Arrival behindProxy = new Arrival("203.0.113.9", "fd00:0:0:0:0:0:0:8", "http", "h", false, "id");

        // When
        plain.toServer(behindProxy, in, out, false);

        // Then
        assertThat(out.getAll("X-Real-IP")).containsExactly("203.0.113.9");
        assertThat(out.getAll("X-Forwarded-For")).containsExactly("203.0.113.9, 10.0.0.7, fd00:0:0:0:0:0:0:8");
        assertThat(out.getAll("Forwarded"))
                .containsExactly("for=203.0.113.9, for=\"[fd00:0:0:0:0:0:0:8]\";host=\"h\";proto=http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X_Real_IP", "x_forwarded_for", "X_Forwarded-Host", "X-Forwarded_Proto", "X_Request_ID"})
    void aSpellingWithUnderscoresForgesNothing(String name) {
        // Given
        in.add(name, "10.0.0.1");

        // When
        plain.toServer(ARRIVAL, in, out, false);

        // Then
        assertThat(out.getAll(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Content-Length", "Content-Type", "Authorization", "Cookie"})
    void connectionCannotTakeAwayWhatAMessageNeeds(String name) {
        // Given
        in.add("Connection", name).add(name, "1");

        // When
        plain.toServer(ARRIVAL, in, out, false);

        // Then
        assertThat(out.contains(name)).isTrue();
    }

    @Test
    void cookiesThatHttp2SplitAreJoined() {
        // Given
        in.add("cookie", "a=1").add("cookie", "b=2");
        Arrival http2 = new Arrival("::1", "::1", "http", "h", true, "id");

        // When
        plain.toServer(http2, in, out, false);

        // Then
        assertThat(out.getAll("Cookie")).containsExactly("a=1; b=2");
        assertThat(out.get("Forwarded")).isEqualTo("for=\"[::1]\";host=\"h\";proto=http");
        assertThat(out.get("Via")).isEqualTo("2.0 teal");
    }

    @Test
    void aWebSocketKeepsItsUpgrade() {
        // Given
        in.add("Connection", "keep-alive, Upgrade")
                .add("Upgrade", "websocket")
                .add("Sec-WebSocket-Protocol", "streamlit, xsrf, session");

        // When
        plain.toServer(ARRIVAL, in, out, true);

        // Then
        assertThat(out.getAll("Connection")).containsExactly("Upgrade");
        assertThat(out.getAll("Upgrade")).containsExactly("websocket");
        assertThat(out.get("Sec-WebSocket-Protocol")).isEqualTo("streamlit, xsrf, session");
    }

    @Test
    void trailersAreAskedForOnlyWhenTheClientTakesThem() {
        // Given
        in.add("TE", "trailers");

        // When
        plain.toServer(ARRIVAL, in, out, false);

        // Then
        assertThat(out.get("TE")).isEqualTo("trailers");
    }

    @Test
    void aRouteRemovesThenSetsThenAdds() {
        // Given
        HeaderChanges changes = new HeaderChanges(
                List.of("X-Old"), List.of(new Header("X-Env", "green")), List.of(new Header("X-Env", "canary")));
        HeaderHygiene changing = new HeaderHygiene(changes, changes, "backend.internal");
        in.add("X-Old", "1").add("X-Env", "blue");

        // When
        changing.toServer(ARRIVAL, in, out, false);

        // Then
        assertThat(out.contains("X-Old")).isFalse();
        assertThat(out.getAll("X-Env")).containsExactly("green", "canary");
        assertThat(out.get("Host")).isEqualTo("backend.internal");
        assertThat(out.get("X-Forwarded-Host")).isEqualTo("chat.example.org:8443");
    }

    @Test
    void anAnswerLosesWhatBelongsToTheServersConnection() {
        // Given
        in.add("Connection", "X-Hop")
                .add("X-Hop", "1")
                .add("Keep-Alive", "timeout=5")
                .add("Transfer-Encoding", "chunked")
                .add("server", "uvicorn")
                .add("Set-Cookie", "a=1")
                .add("Set-Cookie", "b=2");

        // When
        plain.toClient(in, out, false);

        // Then
        assertThat(out.names()).containsExactlyInAnyOrder("server", "Set-Cookie");
        assertThat(out.getAll("Set-Cookie")).containsExactly("a=1", "b=2");
    }

    @Test
    void strictTransportIsSaidOnceAndByTheListenerFirst() {
        // Given
        in.add("strict-transport-security", "max-age=1");
        out.add("Strict-Transport-Security", "max-age=2");

        // When
        plain.toClient(in, out, false);

        // Then
        assertThat(out.getAll("Strict-Transport-Security")).containsExactly("max-age=2");
    }

    @Test
    void trailersCannotFrameOrRoute() {
        // Given
        in.add("Content-Length", "1")
                .add("Host", "h")
                .add("Transfer-Encoding", "chunked")
                .add("X-Sum", "9");

        // When
        plain.trailersToClient(in, out);

        // Then
        assertThat(out.names()).containsExactly("X-Sum");
    }
}
