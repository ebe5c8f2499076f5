package io.teal.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.testing.Load;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which colour a request gets, and which requests get none. */
class TrafficIT {
    private static final Logger log = LoggerFactory.getLogger(TrafficIT.class);
    private static final int IDENTITIES = 10_000;

    private static Fleet fleet;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        fleet = Fleet.start(
                Instance.named("blue").withTiming(Timing.instant()),
                Instance.named("green").withTiming(Timing.instant()));
        gateway = TestGateway.start(routing());
    }

    private static String routing() throws Exception {
        return """
                services:
                  chat:
                    upstreams:
                      blue: {servers: [%1$s]}
                      green: {servers: [%2$s]}
                      grey: {servers: [{address: %2$s, down: true}]}
                    traffic:
                      split: {blue: 95, green: 5}
                      identity: [header:Authorization, client_ip]
                      canary:
                        - {header: X-Canary-Token, values: [green-preview, other], to: green}
                        - {header: X-Canary-Token, values: [pinned], to: blue}
                        - {header: X-Secret, sha256: [%3$s], to: green}
                        - {cookie: canary, present: true, to: green}
                        - {header: X-Grey, values: [strict], to: grey}
                        - {header: X-Grey, values: [lenient], to: grey, otherwise: split}
                  blue: {upstreams: {blue: {servers: [%1$s]}}}
                routes:
                  - {name: split, match: {path: /__fake}, service: chat}
                  - {name: all, match: {path: /}, service: blue}
                  - {name: dangerous, match: {path: /tools/call}, respond: {status: 403}}
                  - name: notice
                    match: {path_exact: /notice}
                    respond:
                      status: 200
                      body: "{\\"年假\\":1}"
                      content_type: application/json
                      headers: {Cache-Control: no-store}
                  - {name: gone, match: {path_exact: /gone}, respond: {status: 204}}
                  - {name: old, match: {path: /old}, redirect: {status: 308, path_prefix: /new}}
                  - {name: away, match: {path: /away}, redirect: {scheme: https, host: chat.example.org, path: /x}}
                """.formatted(
                        fleet.server("blue").address(),
                        fleet.server("green").address(),
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256")
                                        .digest("let me in".getBytes(StandardCharsets.UTF_8))));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        fleet.close();
    }

    @Test
    void sharesAreAsWeightedAndAnIdentityKeepsItsColour() throws Exception {
        // Given
        AtomicReferenceArray<String> first = colours(gateway.port(), IDENTITIES);
        long green = count(first, "green");

        // When
        AtomicReferenceArray<String> again;
        try (TestGateway other = TestGateway.start(routing())) {
            again = colours(other.port(), IDENTITIES / 5);
        }
        AtomicReferenceArray<String> moved;
        try {
            gateway.split("chat", Map.of("blue", 80, "green", 20));
            moved = colours(gateway.port(), IDENTITIES);
        } finally {
            gateway.split("chat", Map.of("blue", 95, "green", 5));
        }

        // Then
        log.info("of {} identities green has {} at 95/5 and {} at 80/20", IDENTITIES, green, count(moved, "green"));
        assertThat(green).isBetween(400L, 600L);
        assertThat(count(first, "blue")).isEqualTo(IDENTITIES - green);
        for (int i = 0; i < again.length(); i++) {
            assertThat(again.get(i)).as("identity %s at another gateway", i).isEqualTo(first.get(i));
        }
        assertThat(count(moved, "green")).isBetween(1_850L, 2_150L);
        for (int i = 0; i < IDENTITIES; i++) {
            if (first.get(i).equals("green")) {
                assertThat(moved.get(i)).as("identity %s at 80/20", i).isEqualTo("green");
            }
        }
    }

    private static AtomicReferenceArray<String> colours(int port, int identities) throws InterruptedException {
        AtomicReferenceArray<String> colours = new AtomicReferenceArray<>(identities);
        assertThat(Load.run(port, 16, identities, (client, who, i) -> {
                    Answer answer = client.get("/__fake/small", "Authorization: Bearer user-" + i);
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.instance()).isEqualTo(answer.upstream());
                    colours.set((int) i, answer.instance());
                }))
                .isEmpty();
        return colours;
    }

    private static long count(AtomicReferenceArray<String> colours, String colour) {
        long count = 0;
        for (int i = 0; i < colours.length(); i++) {
            if (colour.equals(colours.get(i))) {
                count++;
            }
        }
        return count;
    }

    @ParameterizedTest
    @CsvSource({
        "X-Canary-Token: green-preview, green",
        "X-Canary-Token: other, green",
        "X-Canary-Token: pinned, blue",
        "X-Secret: let me in, green",
        "Cookie: a=b; canary=anything, green",
        "X-Grey: lenient, blue",
    })
    void aMarkDecidesTheColour(String field, String colour) throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer answer = client.get("/__fake/small", field, "Authorization: Bearer " + identityOf("blue", client));

            // Then
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.instance()).isEqualTo(colour);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Canary-Token: green-previe",
                "X-Canary-Token: Green-Preview",
                "X-Canary-Token: green-preview, other",
                "X-Secret: let me out",
                "Cookie: notcanary=1",
                "X-Grey: none"
            })
    void anotherMarkDecidesNothing(String field) throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer answer = client.get("/__fake/small", field, "Authorization: Bearer " + identityOf("blue", client));

            // Then
            assertThat(answer.instance()).isEqualTo("blue");
        }
    }

    /** An identity that the split gives to a colour. */
    private static String identityOf(String colour, PlainClient client) throws IOException {
        for (int i = 0; ; i++) {
            if (client.get("/__fake/small", "Authorization: Bearer t" + i)
                    .instance()
                    .equals(colour)) {
                return "t" + i;
            }
        }
    }

    @Test
    void aCanaryWithoutAUsableServerIsToldSo() throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer answer = client.get("/__fake/small", "X-Grey: strict");

            // Then
            assertThat(answer.status()).isEqualTo(503);
            assertThat(Integer.parseInt(answer.field("Retry-After"))).isBetween(1, 60);
            assertThat(answer.body()).contains("\"no_server\"");
        }
    }

    @Test
    void aRouteAnswersByItself() throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer notice = client.get("/notice");
            Answer gone = client.get("/gone");
            Answer forbidden = client.ask("POST", "/tools/call", "{\"run\":1}");
            Answer after = client.get("/notice");

            // Then
            assertThat(notice.status()).isEqualTo(200);
            assertThat(notice.body()).isEqualTo("{\"年假\":1}");
            assertThat(notice.field("Content-Type")).isEqualTo("application/json");
            assertThat(notice.field("Cache-Control")).isEqualTo("no-store");
            assertThat(gone.status()).isEqualTo(204);
            assertThat(forbidden.status()).isEqualTo(403);
            assertThat(after).isEqualTo(notice);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/old/a%20b?c=d, 308, http://gateway.test/new/a%20b?c=d",
        "/old, 308, http://gateway.test/new",
        "/away/anything, 302, https://chat.example.org/x",
    })
    void aRouteSendsElsewhere(String target, int status, String location) throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            // When
            Answer answer = client.get(target);

            // Then
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("Location")).isEqualTo(location);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tools/call",
                "/tools/call?x=1",
                "/tools/call/",
                "/chat/../tools/call",
                "/chat/%2e%2e/tools/call",
                "/chat/%2E./tools/call",
                "/tools%2fcall",
                "/tools%2Fcall",
                "//tools/call",
                "/tools//call",
                "/tools/./call",
                "/tools/%2e/call",
                "/%74ools/c%61ll",
                "/tools/call/../call",
                "/__fake/../tools/call",
                "/__fake%2f..%2ftools/call",
                "http://h/tools/call",
                "http://h//tools/./call?",
                "/../tools/call",
                "/%2e%2e/tools/call",
                "/tools/call%00",
                "/tools/call%0a",
                "/tools%5ccall%",
                "/tools/%c1%a3all"
            })
    void noSpellingGetsRoundARouteThatRefuses(String target) throws IOException {
        // Given
        fleet.servers().forEach(SimulatedServer::resetStats);
        try (RawClient raw = new RawClient(gateway.port())) {
            // When
            String head = raw.send("POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}")
                    .head();

            // Then
            assertThat(RawClient.status(head)).isIn(400, 403);
            assertThat(fleet.servers()).allMatch(server -> server.stats().requests() == 0);
        }
    }
}
