package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import io.teal.gateway.testing.PlainClient;
import io.teal.simulator.Flavour;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the simulated servers of the three lines of Chatchat answer, sound and with faults, as it comes over a socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatedAnswersIT {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么申请？\"}]";

    private Fleet fleet;

    @BeforeAll
    void start() {
        fleet = Fleet.start(
                Instance.named("image").withTiming(Timing.instant()),
                Instance.named("master").withFlavour(Flavour.MASTER).withTiming(Timing.instant()),
                Instance.named("old").withFlavour(Flavour.V0_2_10).withTiming(Timing.instant()));
    }

    @AfterAll
    void stop() {
        fleet.close();
    }

    private static String body(String target, boolean stream) {
        String rest = ",\"stream\":" + stream + "}";
        if (target.endsWith("/chat/completions")) {
            return "{\"model\":\"qwen2-instruct\"," + MESSAGES + rest;
        }
        return "{\"query\":\"年假怎么申请？\",\"kb_name\":\"hr_faq\",\"knowledge_base_name\":\"hr_faq\"" + rest;
    }

    private AnswerReader ask(String server, String target, String body, String... fields) throws Exception {
        Asked asked = Asked.of(Dialect.CHATCHAT, "POST", target);
        assertThat(asked).isNotEqualTo(Asked.OTHER);
        try (PlainClient client = PlainClient.ofServer(fleet.server(server).port())) {
            PlainClient.Answer answer = client.ask("POST", target, body, fields);
            AnswerReader reader =
                    AnswerReader.of(Dialect.CHATCHAT, asked, answer.status(), answer.field("content-type"), null);
            new Reading(reader)
                    .readDirect(answer.body().getBytes(StandardCharsets.UTF_8))
                    .end();
            return reader;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "image, /chat/kb_chat",
        "image, /knowledge_base/local_kb/hr_faq/chat/completions",
        "image, /v1/chat/completions",
        "image, /chat/chat/completions",
        "master, /chat/kb_chat",
        "master, /knowledge_base/local_kb/hr_faq/chat/completions",
        "master, /v1/chat/completions",
        "master, /chat/chat/completions",
        "old, /chat/chat",
        "old, /chat/knowledge_base_chat"
    })
    void aSoundAnswerIsOkStreamedAndNot(String server, String target) throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            AnswerReader reader = ask(server, target, body(target, stream));

            assertThat(reader.outcome()).as("stream: %s", stream).isEqualTo(Outcome.OK);
            assertThat(reader.failed()).isNull();
            assertThat(reader.begun()).isTrue();
            assertThat(reader.events()).isPositive();
            assertThat(reader.betweenEvents()).isEqualTo(reader.eventStream());
        }
    }

    @ParameterizedTest
    @CsvSource({"image", "master", "old"})
    void anAnswerAboutAFileIsOk(String server) throws Exception {
        String id = upload(server);
        for (boolean stream : new boolean[] {true, false}) {
            String body = "{\"query\":\"合同期限？\",\"knowledge_id\":\"" + id + "\",\"stream\":" + stream + "}";

            assertThat(ask(server, "/chat/file_chat", body).outcome()).isEqualTo(Outcome.OK);
        }
    }

    private String upload(String server) throws Exception {
        String form = "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\n\r\nx\r\n--b--\r\n";
        try (PlainClient client = PlainClient.ofServer(fleet.server(server).port())) {
            String answer = client.ask(
                            "POST",
                            "/knowledge_base/upload_temp_docs",
                            form,
                            "Content-Type: multipart/form-data; boundary=b")
                    .body();
            int from = answer.indexOf("\"id\":\"") + 6;
            return answer.substring(from, answer.indexOf('"', from));
        }
    }

    @ParameterizedTest
    @CsvSource({"true, OK", "false, OK"})
    void aRetrievalAloneIsOk(boolean stream, Outcome outcome) throws Exception {
        String body = "{\"query\":\"年假\",\"kb_name\":\"hr_faq\",\"return_direct\":true,\"stream\":" + stream + "}";

        assertThat(ask("image", "/chat/kb_chat", body).outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "image,  /chat/kb_chat,             true,  error-event,    ERROR_EVENT",
        "image,  /chat/kb_chat,             false, error-event,    ERROR_BODY",
        "image,  /chat/kb_chat,             true,  error-event; text=, ERROR_EVENT",
        "image,  /chat/kb_chat,             true,  docs-only,      EMPTY",
        "image,  /chat/kb_chat,             false, docs-only,      EMPTY",
        "image,  /chat/kb_chat,             true,  out-of-memory; sticky=false, EMPTY",
        "image,  /chat/kb_chat,             true,  tokens-then-end, OK",
        "image,  /chat/kb_chat,             true,  kb-missing,     CLIENT_ERROR",
        "image,  /chat/kb_chat,             false, kb-missing,     CLIENT_ERROR",
        "image,  /chat/kb_chat,             true,  big-docs,       OK",
        "image,  /chat/kb_chat,             true,  big-event,      OK",
        "image,  /chat/kb_chat,             false, big-event,      OK",
        "image,  /chat/kb_chat,             true,  coalesce,       OK",
        "image,  /chat/kb_chat,             true,  internal-error, SERVER_ERROR",
        "image,  /chat/kb_chat,             true,  unprocessable,  CLIENT_ERROR",
        "image,  /chat/kb_chat,             true,  status,         REFUSED_BY_SERVER",
        "image,  /v1/chat/completions,      true,  error-event,    ERROR_EVENT",
        "image,  /v1/chat/completions,      false, error-event,    ERROR_BODY",
        "image,  /v1/chat/completions,      true,  out-of-memory; sticky=false, ERROR_EVENT",
        "image,  /v1/chat/completions,      false, out-of-memory; sticky=false, ERROR_BODY",
        "image,  /v1/chat/completions,      true,  tokens-then-end, TRUNCATED",
        "image,  /chat/chat/completions,    false, out-of-memory; sticky=false, SERVER_ERROR",
        "master, /chat/chat/completions,    true,  docs-only,      ERROR_EVENT",
        "master, /chat/chat/completions,    false, docs-only,      SERVER_ERROR",
        "old,    /chat/knowledge_base_chat, true,  docs-only,      EMPTY",
        "old,    /chat/knowledge_base_chat, false, docs-only,      EMPTY",
        "old,    /chat/chat,                true,  docs-only,      EMPTY",
        "old,    /chat/chat,                false, docs-only,      EMPTY",
        "old,    /chat/knowledge_base_chat, true,  kb-missing,     CLIENT_ERROR"
    })
    void aFaultIsSeen(String server, String target, boolean stream, String fault, Outcome outcome) throws Exception {
        AnswerReader reader = ask(server, target, body(target, stream), "X-Fake-Fault: " + fault);

        assertThat(reader.outcome()).isEqualTo(outcome);
        assertThat(reader.held()).isLessThanOrEqualTo(EventStream.MOST + 1);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void theTextsOperatorsWatchForAreFound(boolean stream) throws Exception {
        AnswerReader reader = ask(
                "image",
                "/v1/chat/completions",
                body("/v1/chat/completions", stream),
                "X-Fake-Fault: status; code=500; body=CUDA out of memory");

        assertThat(reader.outcome()).isEqualTo(Outcome.SERVER_ERROR);
        assertThat(WatchedTexts.DEFAULT.find(reader.error())).containsExactly("cuda_out_of_memory");
    }

    @ParameterizedTest
    @CsvSource({"image", "master"})
    void aTemporaryKnowledgeBaseOfAnotherInstanceIsNotTheServersFault(String server) throws Exception {
        String body = "{\"query\":\"q\",\"mode\":\"temp_kb\",\"kb_name\":\"9f2c\",\"stream\":%s}";

        assertThat(ask(server, "/chat/kb_chat", body.formatted(true)).failed()).isEqualTo(Outcome.CLIENT_ERROR);
        assertThat(ask(server, "/chat/kb_chat", body.formatted(false)).failed()).isEqualTo(Outcome.CLIENT_ERROR);
    }
}
