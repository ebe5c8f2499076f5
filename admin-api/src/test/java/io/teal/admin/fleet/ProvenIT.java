package io.teal.admin.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.testing.CertificateAuthority;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A switch is answered when the gateway's own listener, one with TLS, has shown it. */
class ProvenIT {
    private static final String SWITCH = "/api/v1/services/chat/switch";

    @TempDir
    static Path folder;

    private static AdminRig rig;

    @BeforeAll
    static void start() throws Exception {
        GatewayConfig.Tls tls = new GatewayConfig.Tls(
                List.of(CertificateAuthority.in(folder.resolve("authority")).issue("gateway", "dns:chat.example.org")),
                null);
        rig = new AdminRig(
                folder.resolve("store"), Routings.two(), new GatewayConfig.Listener("public", "127.0.0.1", 0, tls));
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    private static JsonNode gateway(Reply reply) throws Exception {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().get("gateways").get(0);
    }

    @Test
    void aSwitchAndARollbackWaitForTheProofUnlessToldNotTo() throws Exception {
        Reply switched = rig.post(SWITCH, "*", "{\"to\":\"green\"}");
        Reply back = rig.post("/api/v1/rollback", "*", "{}");
        Reply atOnce = rig.post(SWITCH + "?wait=none", "*", "{\"to\":\"green\"}");
        Reply dry = rig.post(SWITCH + "?dry_run=true", "*", "{\"to\":\"blue\"}");
        Reply patched = rig.put(
                "/api/v1/routing",
                "*",
                "application/json",
                rig.get("/api/v1/routing").text());

        for (Reply waited : List.of(switched, back)) {
            assertThat(gateway(waited).get("state").asText()).isEqualTo("serving");
            assertThat(gateway(waited).get("proven_ms").isIntegralNumber()).isTrue();
            assertThat(gateway(waited).get("problem").isNull()).isTrue();
            assertThat(waited.json().get("converged").asBoolean()).isTrue();
        }
        for (Reply other : List.of(atOnce, dry, patched)) {
            assertThat(other.status()).isEqualTo(200);
            assertThat(other.json().has("gateways")).isFalse();
        }
        assertThat(rig.gateway().stats().total())
                .as("its own requests are nobody's")
                .isZero();
    }

    /** The thread that accepts connections for all listeners stands still; what is open goes on. */
    @Test
    void aListenerThatAcceptsNothingMakesTheChangeUnprovenAndNothingElse() throws Exception {
        // Given
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch stands = new CountDownLatch(1);
        assertThat(rig.get("/api/v1/gateways").status()).isEqualTo(200);
        String to = rig.revisions()
                                .current()
                                .routing()
                                .services()
                                .get("chat")
                                .traffic()
                                .split()
                                .getOrDefault("blue", 0)
                        > 0
                ? "green"
                : "blue";
        ((VertxInternal) rig.gateway().vertx()).acceptorEventLoopGroup().execute(() -> {
            stands.countDown();
            boolean unused = awaited(end);
        });
        stands.await();

        // When
        Reply written;
        JsonNode unproven;
        try {
            written = rig.post(SWITCH + "?timeout=1s", "*", "{\"to\":\"" + to + "\"}");
            await().until(() ->
                    gateway(rig.get("/api/v1/gateways")).get("state").asText().equals("unproven"));
            unproven = gateway(rig.get("/api/v1/gateways"));
        } finally {
            end.countDown();
        }

        // Then
        assertThat(written.status()).as(written.text()).isEqualTo(200);
        assertThat(written.json().get("converged").asBoolean()).isFalse();
        assertThat(rig.gateway().revision().number())
                .isEqualTo(written.json().get("revision").asLong());
        assertThat(unproven.get("problem").asText()).contains("listener public");
        assertThat(unproven.get("proven_ms").isNull()).isTrue();
        await().until(() ->
                gateway(rig.get("/api/v1/gateways")).get("state").asText().equals("serving"));
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
