package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From http to https, and what makes browsers come by https at once. */
class HttpsRedirectIT {
    private static final String HSTS = "max-age=31536000; includeSubDomains";

    @ParameterizedTest
    @CsvSource({
        "443, GET /a/b?c=d%20e&f HTTP/1.1, chat.example.org, https://chat.example.org/a/b?c=d%20e&f",
        "8443, GET /a HTTP/1.1, chat.example.org:8080, https://chat.example.org:8443/a",
        "443, POST / HTTP/1.1, '[::1]:8080', 'https://[::1]/'",
        "443, GET http://chat.example.org?q HTTP/1.1, chat.example.org, https://chat.example.org/?q",
        "443, OPTIONS * HTTP/1.1, chat.example.org, https://chat.example.org/",
    })
    void keepsPathAndQuery(int port, String line, String host, String location) throws Exception {
        ListenerSpec spec = new ListenerSpec("plain", "127.0.0.1", 0, null, port);
        try (TestServer server = new TestServer(spec, Messages.LIMITS, TestServer::echo);
                RawClient client = RawClient.to(server.port())) {
            client.send(line + "\r\nHost: " + host + "\r\n\r\n");
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 308 ")
                    .containsIgnoringCase("\r\nlocation: " + location + "\r\n")
                    .doesNotContainIgnoringCase("strict-transport-security");
            assertThat(server.seen()).isEmpty();
        }
    }

    @Test
    void doesNotGuessAHost() throws Exception {
        ListenerSpec spec = new ListenerSpec("plain", "127.0.0.1", 0, null, 443);
        try (TestServer server = new TestServer(spec, Messages.LIMITS, TestServer::echo);
                RawClient client = RawClient.to(server.port())) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.0 400 ").doesNotContainIgnoringCase("location");
        }
    }

    @Test
    void tellsOfStrictTransportOnTlsOnly(@TempDir Path folder) throws Exception {
        TlsSpec tls = new TlsSpec(TestCertificate.in(folder).certificates(), HSTS);
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (!List.of("HTTP_1_1", "HTTP_2").contains(version.name())) {
                continue;
            }
            try (TestServer server = new TestServer(Messages.LIMITS, tls, TestServer::echo);
                    TestServer plain = new TestServer(Messages.LIMITS, null, TestServer::echo);
                    HttpClient client = HttpClient.newBuilder()
                            .version(version)
                            .sslContext(TestCertificate.trustingAll())
                            .build()) {
                HttpResponse<String> secure = get(client, "https://127.0.0.1:" + server.port() + "/");
                HttpResponse<String> open = get(client, "http://127.0.0.1:" + plain.port() + "/");

                assertThat(secure.version()).isEqualTo(version);
                assertThat(secure.headers().allValues("Strict-Transport-Security"))
                        .containsExactly(HSTS);
                assertThat(open.headers().allValues("Strict-Transport-Security"))
                        .isEmpty();
            }
        }
    }

    private static HttpResponse<String> get(HttpClient client, String uri) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
