package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.teal.simulator.RawClient.Response;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The four servers of models alone: framing, errors and endpoints in the words of each. */
class ModelServerIT {
    private static final String STREAM = "{\"model\":\"qwen2-instruct\",\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"用一句话介绍退货政策\"}]}";
    private static final String WHOLE = STREAM.replace("\"stream\":true,", "");
    private static final String MEMORY = "X-Fake-Fault: out-of-memory; sticky=false";

    private final Fleet fleet = Fleet.start(
            instance("vllm", Flavour.VLLM),
            instance("xinference", Flavour.XINFERENCE),
            instance("ollama", Flavour.OLLAMA),
            instance("fastchat", Flavour.FASTCHAT));

    private static Instance instance(String name, Flavour flavour) {
        return Instance.named(name)
                .withFlavour(flavour)
                .withTiming(Timing.instant().withPing(Duration.ofMillis(30)));
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    private Response ask(String server, String body, String... headers) throws Exception {
        try (RawClient client = new RawClient(fleet.server(server))) {
            client.post("/v1/chat/completions", body, headers);
            return client.read();
        }
    }

    private Response get(String server, String target, String... headers) throws Exception {
        try (RawClient client = new RawClient(fleet.server(server))) {
            client.get(target, headers);
            return client.read();
        }
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    private static String content(List<String> data) throws Exception {
        StringBuilder content = new StringBuilder();
        for (String one : data) {
            if (one.startsWith("{")) {
                content.append(json(one).at("/choices/0/delta/content").asText());
            }
        }
        return content.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vllm", "xinference", "ollama", "fastchat"})
    void streamsEndWithAReasonAndAMark(String server) throws Exception {
        Response response = ask(server, STREAM);

        String end = server.equals("xinference") ? "\r\n\r\n" : "\n\n";
        assertThat(response.chunks()).allMatch(chunk -> chunk.startsWith("data: ") && chunk.endsWith(end));
        assertThat(response.body().contains("\r")).isEqualTo(server.equals("xinference"));
        assertThat(response.data().getLast()).isEqualTo("[DONE]");
        JsonNode last = json(response.data().get(response.data().size() - 2));
        assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(content(response.data())).contains("（" + server + "，知识库版本 1）");
        assertThat(response.data().stream().filter(data -> data.startsWith("{")).toList())
                .extracting(data -> json(data).path("id").asText())
                .containsOnly(json(response.data().getFirst()).path("id").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"vllm", "xinference", "ollama", "fastchat"})
    void wholeAnswersSayTheSame(String server) throws Exception {
        JsonNode whole = json(ask(server, WHOLE).body());

        assertThat(whole.at("/choices/0/message/content").asText())
                .isEqualTo(content(ask(server, STREAM).data()));
        assertThat(whole.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(whole.at("/usage/total_tokens").asInt())
                .isEqualTo(whole.at("/usage/prompt_tokens").asInt()
                        + whole.at("/usage/completion_tokens").asInt());
        assertThat(json(get(server, "/v1/models").body()).at("/data/0/id").asText())
                .isEqualTo("qwen2-instruct");
    }

    @Test
    void vllmPrintsCompactJsonWithoutAbsentFields() throws Exception {
        Response response = ask("vllm", STREAM);

        assertThat(response.head().replaceFirst("date: [^\r]+\r\n", "").split("\r\n", -1))
                .startsWith(
                        "HTTP/1.1 200 OK",
                        "server: uvicorn",
                        "content-type: text/event-stream; charset=utf-8",
                        "transfer-encoding: chunked");
        assertThat(response.data().getFirst())
                .matches("\\{\"id\":\"chatcmpl-[0-9a-f]{32}\",\"object\":\"chat.completion.chunk\",\"created\":\\d{10},"
                        + "\"model\":\"qwen2-instruct\",\"choices\":\\[\\{\"index\":0,\"delta\":\\{\"role\":\"assistant\","
                        + "\"content\":\"\"\\},\"logprobs\":null,\"finish_reason\":null\\}\\]\\}");
        assertThat(response.data().get(1)).contains("\"delta\":{\"content\":\"关于");
        assertThat(response.data().get(response.data().size() - 2))
                .endsWith("\"finish_reason\":\"stop\",\"stop_reason\":null}]}");
    }

    @Test
    void xinferenceSendsPingsAndJsonWithSpaces() throws Exception {
        Response response = ask("xinference", STREAM, "X-Fake-Fault: slow-first-token; ms=120");

        assertThat(response.head()).contains("cache-control: no-cache\r\nconnection: keep-alive\r\n");
        assertThat(response.chunks().getFirst()).startsWith(": ping - ");
        assertThat(response.data().getFirst())
                .matches("\\{\"id\": \"chat[^\"]+\", \"model\": \"qwen2-instruct\", \"object\": .*"
                        + "\"choices\": \\[\\{\"index\": 0, \"delta\": \\{\"role\": \"assistant\", \"content\": \"\"\\},"
                        + " \"finish_reason\": null\\}\\]\\}");
    }

    @Test
    void ollamaNamesTheRoleInEachChunkAndHasNoServerField() throws Exception {
        Response response = ask("ollama", STREAM);

        assertThat(response.head()).doesNotContain("server: ").contains("content-type: text/event-stream\r\n");
        assertThat(response.data().getFirst())
                .matches("\\{\"id\":\"chatcmpl-\\d+\",\"object\":\"chat.completion.chunk\",.*\"system_fingerprint\":"
                        + "\"fp_ollama\",\"choices\":\\[\\{\"index\":0,\"delta\":\\{\"role\":\"assistant\","
                        + "\"content\":\"关于?[^\"]*\"\\},\"finish_reason\":null\\}\\]\\}");
        assertThat(ask("ollama", WHOLE).body()).endsWith("}\n");
    }

    @Test
    void ollamaSendsItsHeadWithTheFirstTokenOnly() throws Exception {
        try (RawClient slow = new RawClient(fleet.server("ollama"));
                RawClient other = new RawClient(fleet.server("vllm"))) {
            slow.socket().setSoTimeout(200);
            slow.post("/v1/chat/completions", STREAM, "X-Fake-Fault: slow-first-token; ms=5000");
            other.post("/v1/chat/completions", STREAM, "X-Fake-Fault: slow-first-token; ms=5000");

            assertThat(other.head()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThatThrownBy(slow::head).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void fastChatLeavesOutWhatWasNotSet() throws Exception {
        Response response = ask("fastchat", STREAM);

        assertThat(response.data().getFirst())
                .matches(
                        "\\{\"id\": \"chatcmpl-[0-9a-f]{22}\", \"model\": \"qwen2-instruct\", \"choices\": "
                                + "\\[\\{\"index\": 0, \"delta\": \\{\"role\": \"assistant\"\\}, \"finish_reason\": null\\}\\]\\}");
        assertThat(response.data().get(response.data().size() - 2))
                .contains("\"object\": \"chat.completion.chunk\"")
                .endsWith("\"choices\": [{\"index\": 0, \"delta\": {}, \"finish_reason\": \"stop\"}]}");
    }

    @Test
    void usageComesInAChunkOfItsOwnWhenAskedFor() throws Exception {
        String wanted =
                STREAM.replace("\"stream\":true", "\"stream\":true,\"stream_options\":{\"include_usage\":true}");

        List<String> data = ask("vllm", wanted).data();

        assertThat(json(data.get(data.size() - 2))
                        .at("/usage/completion_tokens")
                        .asInt())
                .isEqualTo(data.size() - 4);
        assertThat(ask("fastchat", wanted).body()).doesNotContain("usage");
    }

    @Test
    void outOfMemoryInAStreamIsToldInTheWordsOfEach() throws Exception {
        assertThat(ask("vllm", STREAM, MEMORY).body())
                .startsWith("data: {\"error\":{\"message\":\"CUDA out of memory. Tried to allocate 2.00 GiB")
                .endsWith("\"code\":500}}\n\ndata: [DONE]\n\n");
        assertThat(ask("xinference", STREAM, MEMORY).body())
                .isEqualTo("data: {\"error\": \"[address=0.0.0.0:45831, pid=1234] CUDA out of memory."
                        + " Tried to allocate 2.00 GiB\"}\r\n\r\n");
        Response early = ask("ollama", STREAM, MEMORY);
        assertThat(early.status()).isEqualTo(500);
        assertThat(json(early.body()).at("/error/type").asText()).isEqualTo("api_error");
        Response late = ask("fastchat", STREAM, MEMORY);
        assertThat(late.status()).isEqualTo(200);
        assertThat(late.data()).hasSize(3).last().isEqualTo("[DONE]");
        assertThat(late.data().get(1))
                .matches(
                        "\\{\"text\": \"\\*\\*NETWORK ERROR DUE TO HIGH TRAFFIC\\. PLEASE REGENERATE OR REFRESH THIS PAGE\\."
                                + "\\*\\*\\\\n\\\\n\\(CUDA out of memory\\..*\\)\", \"error_code\": 50002\\}");
    }

    @ParameterizedTest
    @CsvSource({
        "vllm, 500, '\\{\"error\":\\{\"message\":\"CUDA out of memory.*\"type\":\"InternalServerError\".*'",
        "xinference, 500, '\\{\"detail\":\"\\[address=.*\\] CUDA out of memory. Tried to allocate 2.00 GiB\"\\}'",
        "ollama, 500, '\\{\"error\":\\{\"message\":\"an error was .*CUDA.*\"code\":null\\}\\}\n'",
        "fastchat, 400, '\\{\"object\":\"error\",\"message\":\".*CUDA out of memory.*\",\"code\":50002\\}'"
    })
    void outOfMemoryOfAWholeAnswerHasAStatus(String server, int status, String body) throws Exception {
        Response response = ask(server, WHOLE, MEMORY);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).matches(body);
    }

    @ParameterizedTest
    @CsvSource({
        "vllm, 503, 503, overloaded",
        "xinference, 429, 200, Rate limit reached for the model",
        "ollama, 503, 503, 'server busy, please try again.  maximum pending requests exceeded'",
        "fastchat, 400, 200, 42903"
    })
    void busyServersRefuse(String server, int status, int inStream, String text) throws Exception {
        Response whole = ask(server, WHOLE, "X-Fake-Fault: model-busy");
        Response stream = ask(server, STREAM, "X-Fake-Fault: model-busy");

        assertThat(whole.status()).isEqualTo(status);
        assertThat(whole.body()).contains(text);
        assertThat(stream.status()).isEqualTo(inStream);
        assertThat(stream.body()).contains(text);
        assertThat(ask(server, WHOLE).status()).isEqualTo(200);
    }

    @Test
    void loadingXinferenceSaysWhenToRetry() throws Exception {
        Response response = ask("xinference", STREAM, "X-Fake-Fault: model-busy; code=503");

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.head()).contains("retry-after: 30\r\n");
    }

    @Test
    void healthAndVersionsAreWhereEachHasThem() throws Exception {
        assertThat(get("vllm", "/health").head())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("content-length: 0\r\n");
        assertThat(get("vllm", "/health", MEMORY).status()).isEqualTo(503);
        assertThat(get("xinference", "/status").body()).contains("\"workers\":");
        assertThat(get("ollama", "/").body()).isEqualTo("Ollama is running");
        assertThat(get("ollama", "/api/version").body()).startsWith("{\"version\":");
        assertThat(get("ollama", "/nothing").body()).isEqualTo("404 page not found");
        assertThat(get("fastchat", "/health").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"vllm, 404", "xinference, 400", "ollama, 404", "fastchat, 400"})
    void unknownModelsAndBrokenCallsAreRefused(String server, int status) throws Exception {
        Response unknown = ask(server, WHOLE.replace("qwen2-instruct", "nothing"));

        assertThat(unknown.status()).isEqualTo(status);
        assertThat(unknown.body()).contains("nothing");
        assertThat(ask(server, "{\"stream\":true}").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vllm", "xinference", "ollama", "fastchat"})
    void streamsBreakOffAsAsked(String server) throws Exception {
        Response ended = ask(server, STREAM, "X-Fake-Fault: tokens-then-end; after=2");

        assertThat(ended.body()).doesNotContain("[DONE]").doesNotContain("\"stop\"");
        assertThat(ended.data()).hasSize(server.equals("ollama") ? 2 : 3);
        assertThatThrownBy(() -> ask(server, STREAM, "X-Fake-Fault: tokens-then-reset; after=2"))
                .isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> ask(server, STREAM, "X-Fake-Fault: tokens-then-truncate; after=2"))
                .isInstanceOf(EOFException.class);
        assertThat(ask(server, WHOLE, "X-Fake-Fault: tokens-then-end; after=2").status())
                .isEqualTo(server.equals("fastchat") ? 400 : 500);
        assertThat(fleet.server(server).stats().generationsFailed()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"vllm, true", "xinference, false", "ollama, false", "fastchat, true"})
    void errorsAfterTokensAreEvents(String server, boolean done) throws Exception {
        List<String> data = ask(server, STREAM, "X-Fake-Fault: error-event; after=2; text=boom")
                .data();

        assertThat(content(data)).isNotEmpty();
        assertThat(data.get(data.size() - (done ? 2 : 1))).contains("boom").contains("error");
        assertThat(data.getLast().equals("[DONE]")).isEqualTo(done);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vllm", "xinference", "ollama", "fastchat"})
    void silenceAndPingsComeAfterTheHead(String server) throws Exception {
        try (RawClient silent = new RawClient(fleet.server(server));
                RawClient pinging = new RawClient(fleet.server(server))) {
            silent.socket().setSoTimeout(150);
            silent.post("/v1/chat/completions", STREAM, "X-Fake-Fault: silence");
            pinging.socket().setSoTimeout(150);
            pinging.post("/v1/chat/completions", STREAM, "X-Fake-Fault: pings-only");

            assertThat(silent.head()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThatThrownBy(silent::line).isInstanceOf(SocketTimeoutException.class);
            assertThat(pinging.head()).startsWith("HTTP/1.1 200 OK\r\n");
            if (server.equals("xinference")) {
                pinging.line();
                assertThat(pinging.line()).startsWith(": ping - ");
            } else {
                assertThatThrownBy(pinging::line).isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @Test
    void otherFaultsWorkHereToo() throws Exception {
        assertThat(ask("vllm", STREAM, "X-Fake-Fault: docs-only").data()).hasSizeGreaterThan(10);
        assertThat(ask("vllm", STREAM, "X-Fake-Fault: empty-answer").data()).hasSize(3);
        assertThat(ask("vllm", STREAM, "X-Fake-Fault: big-event; bytes=300000")
                        .chunks()
                        .get(1)
                        .length())
                .isGreaterThan(100_000);
        assertThat(ask("vllm", STREAM, "X-Fake-Fault: long-answer; tokens=500").data())
                .hasSize(503);
        assertThat(ask("vllm", STREAM, "X-Fake-Fault: coalesce; events=4")
                        .chunks()
                        .getFirst()
                        .split("\n\n"))
                .hasSize(4);
        assertThat(ask("vllm", STREAM, "X-Fake-Fault: internal-error").status()).isEqualTo(500);
        long created = json(ask("ollama", WHOLE, "X-Fake-Fault: clock-skew; s=-100000")
                        .body())
                .path("created")
                .asLong();
        assertThat(created).isLessThan(System.currentTimeMillis() / 1000 - 99_000);
    }

    @Test
    void outOfMemoryStaysUntilTheRestart() throws Exception {
        SimulatedServer server = fleet.server("vllm");
        assertThat(ask("vllm", WHOLE, "X-Fake-Fault: out-of-memory").status()).isEqualTo(500);
        assertThat(ask("vllm", WHOLE).status()).isEqualTo(500);
        assertThat(get("vllm", "/health").status()).isEqualTo(503);

        server.restart();

        assertThat(ask("vllm", WHOLE).status()).isEqualTo(200);
        assertThat(get("vllm", "/health").status()).isEqualTo(200);
    }
}
