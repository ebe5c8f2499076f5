package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.AnswerText;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.Questions;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.Reply;
import io.teal.gateway.testing.SeenStream;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are never given out again, and to whom not. */
@Execution(ExecutionMode.CONCURRENT)
class NeverServedIT {
    private CachedRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({
        "DOCS_ONLY, true",
        "DOCS_ONLY, false",
        "EMPTY_ANSWER, true",
        "EMPTY_ANSWER, false",
        "ERROR_EVENT, true",
        "ERROR_EVENT, false",
        "TOKENS_THEN_RESET, true",
        "TOKENS_THEN_RESET, false",
        "TOKENS_THEN_TRUNCATE, true",
        "TOKENS_THEN_TRUNCATE, false",
        "TOKENS_THEN_END, true",
        "TOKENS_THEN_END, false",
        "INTERNAL_ERROR, true",
        "STATUS, true",
        "UNPROCESSABLE, true",
        "RESET, true",
        "OUT_OF_MEMORY, true",
        "OUT_OF_MEMORY, false",
        "KB_MISSING, true",
        "KB_MISSING, false",
        "NOTHING_FOUND, true",
        "NOTHING_FOUND, false",
    })
    void aPoorAnswerIsGoneWithItsClient(Fault fault, boolean stream) throws IOException {
        rig = CachedRig.start("{}");
        rig.blue().faults().set(fault);
        Reply poor = ask(stream);
        Reply again = ask(stream);
        assertThat(again.field("X-Teal-Cache")).isNotEqualTo("hit");
        assertThat(again.status()).isEqualTo(poor.status());
        rig.blue().faults().clear();
        rig.blue().restart();
        await().untilAsserted(() -> {
            Reply sound = ask(stream);
            assertThat(sound.status()).isEqualTo(200);
            assertThat(sound.field("X-Teal-Cache")).isEqualTo("miss");
            assertThat(sound.text()).isNotBlank();
        });
        assertThat(ask(stream).field("X-Teal-Cache")).isEqualTo("hit");
    }

    private Reply ask(boolean stream) throws IOException {
        try (RawClient client = new RawClient(rig.gateway().port())) {
            return Reply.read(client.send(stream ? Questions.streamed() : Questions.whole()));
        }
    }

    @Test
    void anAnswerThatBeganBeforeTheKnowledgeChangedIsNotKept() throws IOException {
        Instance slow = Instance.named("blue-1").withTiming(Timing.scaled(0.5));
        rig = CachedRig.start(slow, Instance.named("green-1"), "{}", "");
        try (RawClient before = new RawClient(rig.gateway().port())) {
            before.send(Questions.streamed());
            assertThat(RawClient.status(before.head())).isEqualTo(200);
            SeenStream stream = new SeenStream(before);
            stream.readTokens(2);
            upload();
            stream.readRest();
            assertThat(stream.clean()).isTrue();
        }
        Reply after = ask(true);
        assertThat(after.field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(after.text()).isNotBlank();
        assertThat(rig.generations()).isEqualTo(2);
        assertThat(ask(true).field("X-Teal-Cache")).isEqualTo("hit");
    }

    @Test
    void whatWasKeptBeforeAChangeIsNotGivenOutAfterIt() throws IOException {
        rig = CachedRig.start("{}");
        String before = ask(true).text();
        assertThat(ask(true).field("X-Teal-Cache")).isEqualTo("hit");
        upload();
        Reply after = ask(true);
        assertThat(after.field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(after.text()).isNotBlank().isNotEqualTo(before);
    }

    @Test
    void nothingOfABaseIsKeptWhileItIsRebuilt() throws Exception {
        Instance slow = Instance.named("blue-1").withTiming(Timing.scaled(0.3));
        rig = CachedRig.start(slow, Instance.named("green-1"), "{}", "");
        assertThat(ask(true).field("X-Teal-Cache")).isEqualTo("miss");
        try (RawClient rebuild = new RawClient(rig.gateway().port())) {
            rebuild.send(
                    Questions.post("/knowledge_base/recreate_vector_store", "{\"knowledge_base_name\":\"samples\"}"));
            assertThat(RawClient.status(rebuild.head())).isEqualTo(200);
            assertThat(ask(true).field("X-Teal-Cache")).isEqualTo("bypass; reason=knowledge_changing");
            SeenStream stream = new SeenStream(rebuild);
            stream.readRest();
            assertThat(stream.clean()).isTrue();
        }
        assertThat(ask(true).field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(ask(true).field("X-Teal-Cache")).isEqualTo("hit");
    }

    private void upload() throws IOException {
        String boundary = "b0undary";
        String body = "--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"knowledge_base_name\"\r\n\r\nsamples\r\n--"
                + boundary + "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"n.md\"\r\n"
                + "Content-Type: text/markdown\r\n\r\nnew\r\n--" + boundary + "--\r\n";
        try (PlainClient client = rig.client()) {
            PlainClient.Answer answer = client.ask(
                    "POST",
                    "/knowledge_base/upload_docs",
                    body,
                    "Content-Type: multipart/form-data; boundary=" + boundary);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains("\"code\":200");
        }
    }

    @Test
    void oneClientsAnswerIsNotAnothers() throws IOException {
        rig = CachedRig.start("{}");
        String question = Questions.body(true);
        assertThat(rig.ask(CachedRig.KB_CHAT, question, "Authorization: Bearer alice")
                        .field("X-Teal-Cache"))
                .isEqualTo("miss");
        assertThat(rig.ask(CachedRig.KB_CHAT, question, "Authorization: Bearer alice")
                        .field("X-Teal-Cache"))
                .isEqualTo("hit");
        assertThat(rig.ask(CachedRig.KB_CHAT, question, "Authorization: Bearer bob")
                        .field("X-Teal-Cache"))
                .isEqualTo("miss");
        assertThat(rig.ask(CachedRig.KB_CHAT, question).field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(rig.generations()).isEqualTo(3);
    }

    @Test
    void sharedAnswersAreEverybodys() throws IOException {
        rig = CachedRig.start("{shared: true}");
        String question = Questions.body(true);
        assertThat(rig.ask(CachedRig.KB_CHAT, question, "Authorization: Bearer alice")
                        .field("X-Teal-Cache"))
                .isEqualTo("miss");
        assertThat(rig.ask(CachedRig.KB_CHAT, question, "Authorization: Bearer bob")
                        .field("X-Teal-Cache"))
                .isEqualTo("hit");
        assertThat(rig.ask(CachedRig.KB_CHAT, question).field("X-Teal-Cache")).isEqualTo("hit");
    }

    @Test
    void eachColourHasAnswersOfItsOwn() throws IOException {
        rig = CachedRig.start("{}");
        String question = Questions.body(true);
        PlainClient.Answer blue = rig.ask(CachedRig.KB_CHAT, question);
        assertThat(AnswerText.of(blue.body())).contains("blue-1");
        rig.gateway().split("chat", Map.of("blue", 0, "green", 100));
        PlainClient.Answer green = rig.ask(CachedRig.KB_CHAT, question);
        assertThat(green.field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(AnswerText.of(green.body())).contains("green-1");
        rig.gateway().split("chat", Map.of("blue", 100, "green", 0));
        PlainClient.Answer back = rig.ask(CachedRig.KB_CHAT, question);
        assertThat(back.field("X-Teal-Cache")).isEqualTo("hit");
        assertThat(AnswerText.of(back.body())).isEqualTo(AnswerText.of(blue.body()));
        assertThat(rig.generations()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyWhatIsAskedOftenIsKept(boolean stream) throws IOException {
        rig = CachedRig.start("{min_hits: 3}");
        assertThat(ask(stream).field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(ask(stream).field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(ask(stream).field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(ask(stream).field("X-Teal-Cache")).isEqualTo("hit");
    }
}
