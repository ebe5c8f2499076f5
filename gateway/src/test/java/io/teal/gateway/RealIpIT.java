package io.teal.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.address.IpAddress;
import io.teal.gateway.address.Network;
import io.teal.gateway.address.RealIp;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.TestGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose address counts behind a proxy, and whose when nobody said that it is one. */
class RealIpIT {
    private static RecordingBackend blue;
    private static RecordingBackend green;
    private static TestGateway trusting;
    private static TestGateway distrusting;

    @BeforeAll
    static void start() {
        blue = RecordingBackend.start();
        green = RecordingBackend.start();
        trusting = TestGateway.start(routing(), "real_ip: {trusted: [127.0.0.1/32, 10.0.0.0/8]}");
        distrusting = TestGateway.start(routing(), "real_ip: {trusted: [10.0.0.0/8, \"::1\"]}");
    }

    @AfterAll
    static void stop() {
        trusting.close();
        distrusting.close();
        blue.close();
        green.close();
    }

    @BeforeEach
    void forget() {
        blue.forget();
        green.forget();
    }

    private static String routing() {
        return """
                services:
                  chat:
                    upstreams: {blue: {servers: ["%s"]}, green: {servers: ["%s"]}}
                    traffic: {split: {blue: 50, green: 50}, identity: [client_ip]}
                routes: [{name: all, match: {path: /}, service: chat}]
                """.formatted(blue.address(), green.address());
    }

    @Test
    void theClientBehindAProxyDecidesTheSplit() throws Exception {
        // When
        Map<String, List<String>> colours = new TreeMap<>();
        try (PlainClient proxy = new PlainClient(trusting.port())) {
            for (int i = 1; i <= 60; i++) {
                String address = "203.0.113." + i;
                String colour = colour(proxy, address);
                colours.computeIfAbsent(colour, key -> new ArrayList<>()).add(address);

                // Then
                assertThat(colour(proxy, "6.6.6." + i + ", " + address)).isEqualTo(colour);
                assertThat(colour(proxy, address + ", 10.0.0." + i)).isEqualTo(colour);
                assertThat(colour(proxy, address + ":" + (1024 + i))).isEqualTo(colour);
            }
        }
        assertThat(colours).containsOnlyKeys("blue", "green");
        assertThat(colours.get("green")).hasSizeBetween(15, 45);
    }

    @Test
    void thePeerDecidesTheSplitWhereItIsNotTrusted() throws Exception {
        try (PlainClient client = new PlainClient(distrusting.port())) {
            // When
            String colour = client.get("/").upstream();

            // Then
            for (int i = 1; i <= 60; i++) {
                assertThat(colour(client, "203.0.113." + i)).isEqualTo(colour);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.5                     | 203.0.113.5",
                "6.6.6.6, 203.0.113.5, 10.0.0.2  | 203.0.113.5",
                "10.1.1.1, 10.0.0.2              | 10.1.1.1",
                "203.0.113.5, nonsense           | 127.0.0.1",
                "2001:db8::5, 10.0.0.2           | 2001:db8:0:0:0:0:0:5",
            })
    void theServerHearsOfTheClientAndOfTheWay(String sent, String client) throws Exception {
        try (PlainClient proxy = new PlainClient(trusting.port())) {
            // When
            Answer answer = proxy.get("/", "X-Forwarded-For: " + sent, "X-Real-IP: 6.6.6.6", "Forwarded: for=6.6.6.6");

            // Then
            String received = received(answer);
            assertThat(RawClient.field(received, "X-Real-IP")).isEqualTo(client);
            assertThat(RawClient.field(received, "X-Forwarded-For")).isEqualTo(sent + ", 127.0.0.1");
            assertThat(RawClient.field(received, "Forwarded")).startsWith("for=6.6.6.6, for=127.0.0.1;");
        }
    }

    @Test
    void whatAStrangerClaimsIsPassedOnAndNotBelieved() throws Exception {
        try (PlainClient client = new PlainClient(distrusting.port())) {
            // When
            Answer answer = client.get("/", "X-Forwarded-For: 203.0.113.5", "X-Real-IP: 203.0.113.5");

            // Then
            String received = received(answer);
            assertThat(RawClient.field(received, "X-Real-IP")).isEqualTo("127.0.0.1");
            assertThat(RawClient.field(received, "X-Forwarded-For")).isEqualTo("203.0.113.5, 127.0.0.1");
        }
    }

    @Test
    void anotherFieldMayTellTheClient() throws Exception {
        try (TestGateway gateway = TestGateway.start(
                        routing(), "real_ip: {trusted: 127.0.0.1, header: Forwarded, recursive: false}");
                PlainClient proxy = new PlainClient(gateway.port())) {
            // When
            Answer answer = proxy.get(
                    "/", "Forwarded: for=6.6.6.6, for=\"[2001:db8::5]:4711\";proto=https", "X-Forwarded-For: 7.7.7.7");

            // Then
            assertThat(RawClient.field(received(answer), "X-Real-IP")).isEqualTo("2001:db8:0:0:0:0:0:5");
        }
    }

    /** Host to listen on, host to connect to; with IPv6 where the machine has it. */
    static List<List<String>> loopbacks() throws IOException {
        List<List<String>> pairs = new ArrayList<>(List.of(List.of("127.0.0.1", "127.0.0.1")));
        InetAddress six = address("::1");
        for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (Collections.list(one.getInetAddresses()).contains(six)) {
                pairs.add(List.of("::1", "::1"));
                pairs.add(List.of("::", "127.0.0.1"));
            }
        }
        return pairs;
    }

    private static InetAddress address(String literal) throws IOException {
        return InetAddress.getAllByName(literal)[0];
    }

    @ParameterizedTest
    @MethodSource("loopbacks")
    void aPeerIsKnownOnEitherVersionOfIp(List<String> hosts) throws Exception {
        // Given
        RealIp realIp = new RealIp(
                List.of(Network.of(IpAddress.parse("127.0.0.1")), Network.of(IpAddress.parse("::1"))),
                "X-Forwarded-For",
                true);
        GatewayConfig config = new GatewayConfig(
                List.of(new GatewayConfig.Listener("public", hosts.get(0), 0, null)),
                GatewayConfig.Admin.DEFAULT,
                new GatewayConfig.Store(Path.of("unused")),
                GatewayConfig.Cache.DEFAULT,
                null,
                1,
                GatewayConfig.Limits.DEFAULT,
                Duration.ZERO,
                realIp,
                Map.of(),
                0,
                null,
                null);
        Gateway gateway = Gateway.start(config, TestGateway.revision(1, TestGateway.routing(routing())))
                .await(20, TimeUnit.SECONDS);

        // When
        String answer;
        try (Socket peer = new Socket(address(hosts.get(1)), gateway.ports().get("public"))) {
            peer.setSoTimeout(10_000);
            peer.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 203.0.113.5\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            answer = new String(peer.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } finally {
            Void unused = gateway.close(Duration.ZERO).await(20, TimeUnit.SECONDS);
        }

        // Then
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(RawClient.field(blue.bytes() + green.bytes(), "X-Real-IP")).isEqualTo("203.0.113.5");
    }

    private static String colour(PlainClient client, String forwardedFor) throws IOException {
        Answer answer = client.get("/", "X-Forwarded-For: " + forwardedFor);
        assertThat(answer.status()).isEqualTo(200);
        return answer.upstream();
    }

    /** The one request that the server of an answer received. */
    private static String received(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return (answer.upstream().equals("blue") ? blue : green).bytes();
    }
}
