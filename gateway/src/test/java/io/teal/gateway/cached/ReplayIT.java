package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.AnswerText;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.Questions;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.SeenStream;
import io.teal.simulator.Flavour;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kept answer against the first one, byte for byte, for every endpoint that is cached and every kind of server. */
class ReplayIT {
    private static final String MESSAGES = "{\"messages\":[{\"role\":\"user\",\"content\":\"How much leave?\"}],"
            + "\"model\":\"qwen2-instruct\",\"temperature\":0.1,\"stream\":%s}";
    private static final String KB = "{\"query\":\"年假怎么申请？\",\"kb_name\":\"samples\",\"stream\":%s}";

    /** What differs from one telling to the next: ids and the time. */
    private static final Pattern IDS = Pattern.compile("(\\\\?\"id\\\\?\": ?\\\\?\")[^\"\\\\]*");

    private static final Pattern TIMES = Pattern.compile("(\\\\?\"created\\\\?\": ?)[0-9]+");

    /** What names the row in which a server has written the answer down, so that it is the same whenever it is told. */
    private static final Pattern ROWS = Pattern.compile("(\"message_id\": \")[0-9a-f]+");

    private CachedRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    private static String[] call(String endpoint, boolean stream) {
        return switch (endpoint) {
            case "kb" -> new String[] {"/chat/kb_chat", KB.formatted(stream)};
            case "direct" ->
                new String[] {
                    "/chat/kb_chat", KB.formatted(stream).replace("{\"query\"", "{\"return_direct\":true,\"query\"")
                };
            case "completions" ->
                new String[] {"/knowledge_base/local_kb/samples/chat/completions", MESSAGES.formatted(stream)};
            case "old" ->
                new String[] {
                    "/chat/knowledge_base_chat", KB.formatted(stream).replace("kb_name", "knowledge_base_name")
                };
            case "oldchat" -> new String[] {"/chat/chat", "{\"query\":\"How much leave?\",\"stream\":" + stream + "}"};
            case "v1" -> new String[] {"/v1/chat/completions", MESSAGES.formatted(stream)};
            default -> throw new IllegalArgumentException(endpoint);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "IMAGE, kb, true", "IMAGE, kb, false",
        "IMAGE, direct, true", "IMAGE, direct, false",
        "IMAGE, completions, true", "IMAGE, completions, false",
        "IMAGE, v1, true", "IMAGE, v1, false",
        "MASTER, kb, true", "MASTER, kb, false",
        "MASTER, completions, true", "MASTER, completions, false",
        "MASTER, v1, true", "MASTER, v1, false",
        "V0_2_10, old, true", "V0_2_10, old, false",
        "V0_2_10, oldchat, true", "V0_2_10, oldchat, false",
        "VLLM, v1, true", "VLLM, v1, false",
        "XINFERENCE, v1, true", "XINFERENCE, v1, false",
        "OLLAMA, v1, true", "OLLAMA, v1, false",
        "FASTCHAT, v1, true", "FASTCHAT, v1, false",
    })
    void theSecondAnswerIsTheFirstButForIdsAndTimes(Flavour flavour, String endpoint, boolean stream)
            throws IOException {
        rig = CachedRig.start(flavour, "{questions: all}");
        String[] call = call(endpoint, stream);
        PlainClient.Answer direct = direct(call);
        PlainClient.Answer first = rig.ask(call[0], call[1]);
        PlainClient.Answer second = rig.ask(call[0], call[1]);

        assertThat(first.field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(second.field("X-Teal-Cache")).isEqualTo("hit");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.field("Age")).matches("[0-9]+");
        assertThat(second.field("Content-Type")).isEqualTo(first.field("Content-Type"));
        assertThat(second.field("X-Teal-Outcome")).isEqualTo("ok");
        assertThat(timeless(second.body())).isEqualTo(timeless(first.body()));
        // The server itself, asked in this form, would have said the same.
        assertThat(ROWS.matcher(timeless(second.body())).replaceAll("$1"))
                .isEqualTo(ROWS.matcher(timeless(direct.body())).replaceAll("$1"));
        assertThat(first.field("Content-Type")).isEqualTo(direct.field("Content-Type"));
        if (first.body().contains("\"id\"")) {
            assertThat(second.body()).isNotEqualTo(first.body()).hasSameSizeAs(first.body());
        }
    }

    private PlainClient.Answer direct(String[] call) throws IOException {
        try (PlainClient client = PlainClient.ofServer(rig.blue().port())) {
            return CachedRig.ask(client, call[0], call[1]);
        }
    }

    private static String timeless(String body) {
        return TIMES.matcher(IDS.matcher(body).replaceAll("$1x")).replaceAll("$10");
    }

    @ParameterizedTest
    @CsvSource({
        "IMAGE, kb, true", "IMAGE, kb, false",
        "IMAGE, v1, true", "IMAGE, v1, false",
        "V0_2_10, old, true", "V0_2_10, old, false",
        "VLLM, v1, true", "VLLM, v1, false",
    })
    void anAnswerIsKeptInOneFormAndToldInTheOther(Flavour flavour, String endpoint, boolean firstStreamed)
            throws IOException {
        rig = CachedRig.start(flavour, "{questions: all}");
        String[] call = call(endpoint, firstStreamed);
        String[] other = call(endpoint, !firstStreamed);
        PlainClient.Answer first = rig.ask(call[0], call[1]);
        PlainClient.Answer second = rig.ask(other[0], other[1]);
        PlainClient.Answer direct = direct(other);
        assertThat(second.field("X-Teal-Cache")).isEqualTo("hit");
        assertThat(second.field("Content-Type")).isEqualTo(direct.field("Content-Type"));
        assertThat(AnswerText.of(second.body())).isNotBlank().isEqualTo(AnswerText.of(first.body()));
        assertThat(second.body().contains("docs")).isEqualTo(direct.body().contains("docs"));
        assertThat(rig.blue().stats().generationsStarted()).isEqualTo(2);
    }

    @Test
    void aStreamIsToldAtThePaceOfTheRoute() throws IOException {
        rig = CachedRig.start("{pace: 50/s}");
        PlainClient.Answer first = rig.ask("/chat/kb_chat", Questions.body(true));
        try (RawClient client = new RawClient(rig.gateway().port())) {
            long asked = System.nanoTime();
            client.send(Questions.streamed());
            assertThat(RawClient.field(client.head(), "X-Teal-Cache")).isEqualTo("hit");
            SeenStream stream = new SeenStream(client);
            stream.readRest();
            int events = stream.events().size();
            assertThat(stream.clean()).isTrue();
            assertThat(AnswerText.of(String.join(
                            "",
                            stream.events().stream().map(SeenStream.Event::text).toList())))
                    .isEqualTo(AnswerText.of(first.body()));
            double seconds = (stream.events().getLast().at() - asked) / 1e9;
            assertThat(seconds).isBetween((events - 2) / 50.0, (events + 1) / 50.0 + 0.5);
        }
        assertThat(rig.gateway().leases()).isZero();
    }

    @Test
    void aClientThatLeavesAPacedAnswerIsLetGo() throws IOException {
        rig = CachedRig.start("{pace: 1/s}");
        PlainClient.Answer first = rig.ask("/chat/kb_chat", Questions.body(true));
        assertThat(first.status()).isEqualTo(200);
        try (RawClient client = new RawClient(rig.gateway().port())) {
            client.send(Questions.streamed());
            assertThat(RawClient.status(client.head())).isEqualTo(200);
        }
        await().until(() -> rig.gateway().gateway().stats().of(io.teal.gateway.outcome.Outcome.CLIENT_LEFT) == 1);
    }
}
