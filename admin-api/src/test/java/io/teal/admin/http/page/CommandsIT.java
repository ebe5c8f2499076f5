package io.teal.admin.http.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.Routings;
import io.teal.gateway.config.GatewayConfig;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** Every command on the page is answered as is due, once a shell has read it, and none changes the routing. */
class CommandsIT {
    private static final String TOKEN = "a token $with 'quotes'";

    /** Stands for curl in the shell, and tells with what it was called. */
    private static final String CURL = "curl() { printf '%s\\0' \"$@\"; }\n";

    @TempDir
    Path directory;

    private AdminRig rig;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(StandardCharsets.UTF_8));
        rig = new AdminRig(
                directory,
                Routings.two("127.0.0.1:8001", "127.0.0.1:8011", "127.0.0.1:1"),
                new GatewayConfig.Token(
                        "ops", GatewayConfig.Role.ADMIN, HexFormat.of().formatHex(sum)));
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        rig.close();
    }

    @Test
    void everyCommandOnThePageIsAnswered() throws Exception {
        // Given
        PageText page = new PageText(DocumentPage.of(Described.real()));
        // There is something to go back to.
        assertThat(send("curl -X POST 'http://127.0.0.1:9080/api/v1/services/chat/switch' "
                        + "-H \"Authorization: Bearer $TEAL_TOKEN\" -H 'If-Match: *' "
                        + "-H 'Content-Type: application/json' --data '{\"to\":\"green\"}'"))
                .isEqualTo(200);
        // And a request that can be asked about.
        URI nowhere = URI.create("http://127.0.0.1:" + rig.gateway().ports().get("public") + "/nowhere");
        HttpRequest asked = HttpRequest.newBuilder(nowhere)
                .header("X-Request-ID", "release-42")
                .build();
        assertThat(client.send(asked, BodyHandlers.discarding()).statusCode()).isEqualTo(404);
        await().until(() -> rig.gateway().recent().find("release-42") != null);
        long revision = rig.revisions().current().number();

        // When
        List<String> refused = new ArrayList<>();
        int sent = 0;
        for (Element section : PageText.all(page.root(), "section")) {
            if (section.getAttribute("aria-labelledby").startsWith("type-")
                    || !section.getAttribute("class").equals("call")) {
                continue;
            }
            String command = PageText.all(section, "pre").getFirst().getTextContent();
            int status = send(command);
            sent++;
            if (status != due(command)) {
                refused.add(status + " " + command);
            }
        }

        // Then
        assertThat(refused).isEmpty();
        assertThat(sent).isGreaterThan(25);
        assertThat(rig.revisions().current().number()).isEqualTo(revision);
    }

    /**
     * The status that is due here. All traffic is at green already, so no release to it can be started; so there is none to be told
     * anything; and no questions are configured for a gate.
     */
    private static int due(String command) {
        if (command.contains("/releases/")) {
            return 404;
        }
        if (command.contains("/gate'")) {
            return 422;
        }
        return command.contains("-X POST") && command.contains("/releases'") ? 409 : 200;
    }

    private static ProcessBuilder shell(String command) {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", CURL + command);
        shell.environment().put("TEAL_TOKEN", TOKEN);
        return shell;
    }

    /** The status of the answer to a command. */
    private int send(String command) throws Exception {
        Process shell = shell(command).start();
        List<String> words;
        try (InputStream out = shell.getInputStream()) {
            words = List.of(new String(out.readAllBytes(), StandardCharsets.UTF_8).split("\0", -1));
        }
        assertThat(shell.waitFor()).as(command).isZero();
        HttpRequest.Builder request = HttpRequest.newBuilder().timeout(Duration.ofSeconds(20));
        String method = "GET";
        HttpRequest.BodyPublisher body = BodyPublishers.noBody();
        Iterator<String> word = words.subList(0, words.size() - 1).iterator();
        while (word.hasNext()) {
            String one = word.next();
            switch (one) {
                case "-X" -> method = word.next();
                case "-N" -> request.expectContinue(false);
                case "-H" -> {
                    String[] header = word.next().split(": ", 2);
                    request.header(header[0], header[1]);
                }
                case "--data" -> body = BodyPublishers.ofString(word.next());
                default ->
                    request.uri(URI.create(one.replace(
                            "http://127.0.0.1:9080",
                            "http://127.0.0.1:" + rig.api().port())));
            }
        }
        HttpResponse<InputStream> answer =
                client.send(request.method(method, body).build(), BodyHandlers.ofInputStream());
        try (InputStream left = answer.body()) {
            assertThat(left).isNotNull();
        }
        return answer.statusCode();
    }
}
