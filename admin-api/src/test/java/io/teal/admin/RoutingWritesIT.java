package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.gateway.config.RoutingText;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the calls that change the routing can do beyond a plain write. */
class RoutingWritesIT {
    private static final String ROUTING = "/api/v1/routing";
    private static final String SWITCH = "/api/v1/services/chat/switch";
    private static final String ROLLBACK = "/api/v1/rollback";

    @TempDir
    Path directory;

    private AdminRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new AdminRig(directory, Routings.two());
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void aPatchChangesWhatItNames() throws Exception {
        // When
        Reply patched = patch(
                ROUTING + "?reason=more", "\"1\"", "{\"services\":{\"chat\":{\"traffic\":{\"split\":{\"green\":5}}}}}");

        // Then
        assertThat(patched.status()).as(patched.text()).isEqualTo(200);
        assertThat(patched.header("ETag")).isEqualTo("\"2\"");
        assertThat(patched.json().get("kind").asText()).isEqualTo("apply");
        assertThat(patched.json().get("reason").asText()).isEqualTo("more");
        assertThat(patched.json().get("traffic"))
                .hasToString("{\"chat\":{\"blue\":100,\"green\":5},\"docs\":{\"main\":1}}");
        assertThat(rig.gateway().revision().number()).isEqualTo(2);
    }

    @Test
    void aPatchIsHeldAgainstTheWholeRouting() throws Exception {
        // When
        Reply dangling = patch(ROUTING, "\"1\"", "{\"services\":{\"docs\":null}}");
        Reply noObject = patch(ROUTING, "\"1\"", "[]");
        Reply noJson = patch(ROUTING, "\"1\"", "{\"services\":");
        Reply otherType = rig.send(rig.to(ROUTING)
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .method("PATCH", BodyPublishers.ofString("{}")));
        Reply noPrecondition = rig.send(rig.to(ROUTING)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString("{}")));

        // Then
        assertThat(dangling.problem()).isEqualTo("422 invalid");
        assertThat(dangling.json().get("problems").get(0).get("file").asText()).isEqualTo("patched routing");
        assertThat(dangling.json().get("problems").get(0).get("path").asText()).isEqualTo("routes[1].service");
        assertThat(noObject.problem()).isEqualTo("422 invalid");
        assertThat(noJson.problem()).isEqualTo("400 malformed-body");
        assertThat(otherType.problem()).isEqualTo("415 wrong-media-type");
        assertThat(noPrecondition.problem()).isEqualTo("428 if-match-missing");
        assertThat(rig.revisions().current().number()).isEqualTo(1);
    }

    @Test
    void patchesThatExpectAnyRevisionLoseNothingOfEachOther() throws Exception {
        // Given
        List<Callable<Reply>> patches = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String body =
                    "{\"services\":{\"added%d\":{\"upstreams\":{\"u\":{\"servers\":[\"h:1\"]}},\"traffic\":{\"split\":{\"u\":1}}}}}"
                            .formatted(i);
            patches.add(() -> patch(ROUTING, "*", body));
        }

        // When
        List<String> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Reply> answer : callers.invokeAll(patches)) {
                answers.add(String.valueOf(answer.get().status()));
            }
        }

        // Then
        assertThat(answers).containsOnly("200").hasSize(10);
        assertThat(rig.revisions().current().routing().services()).hasSize(12);
    }

    @Test
    void aDryRunTellsWhatWouldChangeAndChangesNothing() throws Exception {
        // Given
        String other = RoutingText.toYaml(Routings.two("127.0.0.1:9", "127.0.0.1:2", "127.0.0.1:3"));

        // When
        Reply put = rig.put(ROUTING + "?dry_run=true", "\"1\"", "application/yaml", other);
        Reply patched = patch(ROUTING + "?dry_run=true", "*", "{\"services\":{\"docs\":null}}");
        Reply switched = rig.post(SWITCH + "?dry_run=true", "\"1\"", "{\"split\":{\"blue\":80,\"green\":20}}");
        Reply nowhere = rig.post(SWITCH + "?dry_run=true", "\"1\"", "{\"to\":\"red\"}");

        // Then
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.header("ETag")).isEqualTo("\"1\"");
        assertThat(put.json().get("valid").asBoolean()).isTrue();
        assertThat(put.json().get("revision").asLong()).isEqualTo(1);
        assertThat(put.json().get("changes").findValuesAsText("path"))
                .containsExactly(
                        "services.chat.upstreams.blue.servers.127.0.0.1:1",
                        "services.chat.upstreams.blue.servers.127.0.0.1:9");
        assertThat(patched.json().get("valid").asBoolean()).isFalse();
        assertThat(patched.json().get("problems").get(0).get("path").asText()).isEqualTo("routes[1].service");
        assertThat(patched.json().get("changes")).isEmpty();
        assertThat(switched.json().get("changes"))
                .hasToString("[{\"path\":\"services.chat.traffic.split.blue\",\"change\":"
                        + "\"changed\",\"before\":100,\"after\":80},{\"path\":\"services.chat.traffic.split.green\",\"change\":\"added\","
                        + "\"after\":20}]");
        assertThat(nowhere.json().get("valid").asBoolean()).isFalse();
        assertThat(nowhere.json().get("problems").get(0).get("detail").asText()).contains("blue, green");
        assertThat(rig.revisions().current().number()).isEqualTo(1);
        assertThat(rig.gateway().revision().number()).isEqualTo(1);
    }

    @Test
    void aDryRunHasTheSamePreconditionsAsTheWrite() throws Exception {
        assertThat(rig.post(SWITCH + "?dry_run=true", "\"7\"", "{\"to\":\"green\"}")
                        .problem())
                .isEqualTo("412 revision-conflict");
        assertThat(rig.post(SWITCH + "?dry_run=true", "\"7\"", "{\"to\":\"red\"}")
                        .problem())
                .isEqualTo("412 revision-conflict");
        assertThat(patch(ROUTING + "?dry_run=true", "\"7\"", "{\"services\":null}")
                        .problem())
                .isEqualTo("412 revision-conflict");
        assertThat(rig.post("/api/v1/services/none/switch?dry_run=true", "*", "{\"to\":\"green\"}")
                        .problem())
                .isEqualTo("404 not-found");
        assertThat(rig.post(ROLLBACK + "?dry_run=true", "*", "{}").problem()).isEqualTo("409 nothing-before");
        assertThat(rig.post(ROLLBACK + "?dry_run=yes", "*", "{}").problem()).startsWith("4");
        assertThat(rig.post(SWITCH + "?dry_run=false", "\"1\"", "{\"to\":\"green\"}")
                        .status())
                .isEqualTo(200);
        assertThat(rig.revisions().current().number()).isEqualTo(2);
    }

    @Test
    void twoRevisionsAreHeldAgainstEachOther() throws Exception {
        // Given
        assertThat(rig.post(SWITCH, "\"1\"", "{\"to\":\"green\"}").status()).isEqualTo(200);

        // When
        JsonNode forth = rig.get("/api/v1/revisions/1/diff/2").json();
        JsonNode back = rig.get("/api/v1/revisions/2/diff/1").json();

        // Then
        assertThat(forth)
                .hasToString("{\"from\":1,\"to\":2,\"changes\":[{\"path\":\"services.chat.traffic.split.blue\","
                        + "\"change\":\"changed\",\"before\":100,\"after\":0},{\"path\":\"services.chat.traffic.split.green\","
                        + "\"change\":\"added\",\"after\":100}]}");
        assertThat(back.get("changes").findValuesAsText("change")).containsExactly("changed", "removed");
        assertThat(rig.get("/api/v1/revisions/1/diff/3").problem()).isEqualTo("404 not-found");
    }

    /** The revision of an answer, without how far it has come by now. */
    private static JsonNode made(Reply reply) throws Exception {
        return ((ObjectNode) reply.json()).remove(List.of("converged", "gateways"));
    }

    @Test
    void aRepeatedRequestIsAnsweredWithTheRevisionItMade() throws Exception {
        // Given
        Reply first = keyed("k1", "\"1\"", "{\"to\":\"green\"}");
        assertThat(rig.post(SWITCH, "\"2\"", "{\"to\":\"blue\"}").status()).isEqualTo(200);

        // When
        Reply again = keyed("k1", "\"1\"", "{\"to\":\"green\"}");
        Reply other = keyed("k1", "\"1\"", "{\"to\":\"blue\"}");
        Reply otherKey = keyed("k2", "\"1\"", "{\"to\":\"green\"}");

        // Then
        assertThat(first.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(200);
        assertThat(made(again)).isEqualTo(made(first));
        assertThat(again.header("ETag")).isEqualTo("\"2\"");
        assertThat(other.problem()).isEqualTo("422 idempotency-key-reused");
        assertThat(otherKey.problem()).isEqualTo("412 revision-conflict");
        assertThat(keyed("k".repeat(256), "*", "{\"to\":\"green\"}").problem()).startsWith("4");
        assertThat(rig.revisions().current().number()).isEqualTo(3);
    }

    @Test
    void aKeyIsKnownAfterARestart() throws Exception {
        // Given
        Reply first = keyed("k1", "\"1\"", "{\"to\":\"green\"}");

        // When
        rig.close();
        rig = new AdminRig(directory, Routings.two());

        // Then
        assertThat(made(keyed("k1", "\"1\"", "{\"to\":\"green\"}"))).isEqualTo(made(first));
        assertThat(rig.revisions().current().number()).isEqualTo(2);
    }

    @Test
    void ofTheSameRequestSentTwiceAtOnceOneRevisionIsMade() throws Exception {
        // Given
        List<Callable<Reply>> same = List.of(
                () -> keyed("k", "*", "{\"split\":{\"blue\":3,\"green\":4}}"),
                () -> keyed("k", "*", "{\"split\":{\"blue\":3,\"green\":4}}"));

        // When
        List<String> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Reply> answer : callers.invokeAll(same)) {
                answers.add(answer.get().text());
            }
        }

        // Then
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0)).isEqualTo(answers.get(1));
        assertThat(rig.revisions().current().number()).isEqualTo(2);
    }

    private Reply keyed(String key, String ifMatch, String body) throws Exception {
        return rig.send(rig.to(SWITCH)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    private Reply patch(String target, String ifMatch, String body) throws Exception {
        return rig.send(rig.to(target)
                .header("Content-Type", "application/merge-patch+json")
                .header("If-Match", ifMatch)
                .method("PATCH", BodyPublishers.ofString(body)));
    }
}
