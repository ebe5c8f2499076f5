package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.Routings;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway says of itself: which colours are active, and what their servers know. */
class HealthIT {
    @TempDir
    Path directory;

    @Test
    void serversThatAreAskedForTheirKnowledgeHaveAFingerprint() throws Exception {
        try (Fleet fleet = Fleet.start(Instance.named("one"), Instance.named("two"))) {
            String one = fleet.server("one").address();
            AdminRig rig = new AdminRig(directory, Routings.parse("""
                    services:
                      chat:
                        upstreams:
                          blue: {servers: [%s], knowledge: {interval: 1s}}
                          green: {servers: [%s]}
                        traffic: {split: {blue: 9, green: 1}}
                    routes:
                      - {name: chat, match: {path: /chat/}, service: chat, answers: chatchat, cache: {}}
                    """.formatted(
                            one, fleet.server("two").address())));
            try {
                await().until(() -> health(rig).has("knowledge"));

                JsonNode chat = health(rig);
                assertThat(chat.get("split").get("blue").intValue()).isEqualTo(9);
                assertThat(chat.get("knowledge").has("green")).isFalse();
                assertThat(chat.get("knowledge").get("blue").get(one).textValue())
                        .matches("[0-9a-f]{16}");
            } finally {
                rig.close();
            }
        }
    }

    private static JsonNode health(AdminRig rig) throws Exception {
        return rig.get("/health").json().get("services").get("chat");
    }
}
