package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.audit.AuditCheck;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.gateway.config.GatewayConfig.Role;
import io.teal.gateway.config.GatewayConfig.Token;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every attempt is on record, with who, from where and how it ended. */
class AuditIT {
    private static final String SWITCH = "/api/v1/services/chat/switch";

    @TempDir
    Path directory;

    private AdminRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new AdminRig(directory, Routings.two(), token("ann", Role.ADMIN), token("vic", Role.VIEWER));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private static Token token(String name, Role role) throws Exception {
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
        return new Token(name, role, HexFormat.of().formatHex(sum));
    }

    private Reply send(String who, HttpRequest.Builder request) throws Exception {
        return rig.send(who.isEmpty() ? request : request.header("Authorization", "Bearer " + who));
    }

    private Reply post(String who, String path, String ifMatch, String body) throws Exception {
        return send(
                who,
                rig.to(path)
                        .header("Content-Type", "application/json")
                        .header("If-Match", ifMatch)
                        .POST(BodyPublishers.ofString(body)));
    }

    private List<String> records() throws Exception {
        List<String> lines = new ArrayList<>();
        JsonNode body = send("ann", rig.to("/api/v1/audit")).json();
        for (JsonNode record : body.get("records")) {
            lines.add(String.join(
                            " ",
                            record.get("kind").asText(),
                            record.path("who").asText("-"),
                            record.path("method").asText("-"),
                            record.path("status").asText("-"),
                            record.path("problem").asText("-").replace("urn:teal:problem:", ""),
                            record.path("revision").asText("-"))
                    .replaceAll(" (?= |$)", " -"));
        }
        return lines.reversed();
    }

    @Test
    void whatSucceedsFailsAndIsRefusedIsOnRecord() throws Exception {
        // When
        assertThat(post("ann", SWITCH, "\"1\"", "{\"to\":\"green\"}").status()).isEqualTo(200);
        assertThat(post("ann", SWITCH, "\"1\"", "{\"to\":\"blue\"}").status()).isEqualTo(412);
        assertThat(post("vic", SWITCH, "\"2\"", "{\"to\":\"blue\"}").status()).isEqualTo(403);
        assertThat(post("eve", SWITCH, "\"2\"", "{\"to\":\"blue\"}").status()).isEqualTo(401);
        assertThat(send("vic", rig.to("/api/v1/audit")).status()).isEqualTo(403);
        assertThat(send("vic", rig.to("/api/v1/routing")).status()).isEqualTo(200);

        // Then
        await().untilAsserted(() -> assertThat(records())
                .containsExactly(
                        "begun ann POST - - -",
                        "ended - - 200 - 2",
                        "begun ann POST - - -",
                        "ended - - 412 revision-conflict -",
                        "refused vic POST 403 role-too-small -",
                        "refused - POST 401 token-needed -",
                        "refused vic GET 403 role-too-small -"));
        assertThat(AuditCheck.check(directory).last()).isEqualTo(7);
    }

    @Test
    void pagesLeadToTheFirstRecord() throws Exception {
        // Given
        for (int i = 0; i < 3; i++) {
            assertThat(post("ann", SWITCH, "*", "{\"to\":\"green\"}").status()).isEqualTo(200);
        }

        // When
        List<Integer> numbers = new ArrayList<>();
        JsonNode page = send("ann", rig.to("/api/v1/audit?limit=4")).json();
        page.get("records").forEach(record -> numbers.add(record.get("number").asInt()));
        page = send("ann", rig.to("/api/v1/audit?limit=4&before=" + page.get("next")))
                .json();
        page.get("records").forEach(record -> numbers.add(record.get("number").asInt()));

        // Then
        assertThat(numbers).containsExactly(6, 5, 4, 3, 2, 1);
        assertThat(page.has("next")).isFalse();
    }

    @Test
    void withoutARecordNothingIsDoneAndTrafficGoesOn() throws Exception {
        // Given
        Path file = directory.resolve("audit-00000000000000000001.log");
        Files.move(file, directory.resolve("elsewhere"));

        // When
        Reply refused = post("ann", SWITCH, "\"1\"", "{\"to\":\"green\"}");

        // Then
        assertThat(refused.problem()).isEqualTo("503 store-unwritable");
        assertThat(refused.detail()).contains(file.toString(), "nothing has changed");
        assertThat(rig.gateway().revision().number()).isEqualTo(1);
        assertThat(rig.through("/")).isNotEmpty();
        Files.move(directory.resolve("elsewhere"), file);
        assertThat(post("ann", SWITCH, "\"1\"", "{\"to\":\"green\"}").status()).isEqualTo(200);
    }
}
