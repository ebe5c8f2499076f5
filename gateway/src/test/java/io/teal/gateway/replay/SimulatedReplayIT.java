package io.teal.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.teal.gateway.answer.AnswerReader;
import io.teal.gateway.answer.Asked;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.question.Shape;
import io.teal.gateway.routing.Policies.Dialect;
import io.teal.gateway.testing.AnswerText;
import io.teal.gateway.testing.PlainClient;
import io.teal.simulator.Flavour;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the simulated servers answer in both forms, beside what is made of the one in place of the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatedReplayIT {
    private static final String QUESTION = "年假\\n\\\"怎么\\\"申请？\\\\ 😀\\t";
    private static final String COMPLETIONS = "/v1/chat/completions";

    private Fleet fleet;

    @BeforeAll
    void start() {
        Flavour[] flavours = Flavour.values();
        Instance[] instances = new Instance[flavours.length];
        for (int i = 0; i < flavours.length; i++) {
            instances[i] =
                    Instance.named(name(flavours[i])).withFlavour(flavours[i]).withTiming(Timing.instant());
        }
        fleet = Fleet.start(instances);
    }

    @AfterAll
    void stop() {
        fleet.close();
    }

    private static String name(Flavour flavour) {
        return flavour.name().toLowerCase(Locale.ROOT);
    }

    private static String body(String target, String more) {
        String question = target.endsWith("/completions")
                ? "\"messages\":[{\"role\":\"user\",\"content\":\"" + QUESTION + "\"}]"
                : "\"query\":\"" + QUESTION + "\",\"kb_name\":\"hr_faq\",\"knowledge_base_name\":\"hr_faq\"";
        return "{" + question + more + "}";
    }

    private PlainClient.Answer ask(Flavour flavour, String target, String more, String... fields) throws Exception {
        try (PlainClient client =
                PlainClient.ofServer(fleet.server(name(flavour)).port())) {
            return client.ask("POST", target, body(target, more), fields);
        }
    }

    private StoredAnswer streamed(Flavour flavour, Shape shape, String target, String more, String... fields)
            throws Exception {
        PlainClient.Answer answer = ask(flavour, target, ",\"stream\":true" + more, fields);
        return StoredAnswer.ofEvents(
                shape,
                answer.field("content-type"),
                Events.cut(Events.utf8(answer.body()), 1 + answer.body().length() / 7));
    }

    private StoredAnswer whole(Flavour flavour, Shape shape, String target, String more, String... fields)
            throws Exception {
        PlainClient.Answer answer = ask(flavour, target, ",\"stream\":false" + more, fields);
        assertThat(answer.field("content-type")).isEqualTo("application/json");
        return StoredAnswer.ofWhole(shape, answer.field("content-type"), Events.utf8(answer.body()));
    }

    /** The body with every id and time the same. */
    private static String masked(StoredAnswer answer) {
        return Events.text(answer.bytes())
                .replaceAll("(chatcmpl-|chat)[0-9a-zA-Z-]+(?=\\\\*\")", "$1-id")
                .replaceAll("\"message_id\": \"[0-9a-f]{32}", "\"message_id\": \"0")
                .replaceAll("(?<key>created\\\\*\": ?)\\d{10}", "${key}7");
    }

    private static Outcome judged(Dialect dialect, StoredAnswer answer) {
        AnswerReader reader = AnswerReader.of(dialect, Asked.QUESTION, 200, answer.contentType(), null);
        reader.read(Unpooled.wrappedBuffer(answer.bytes()));
        reader.end();
        assertThat(reader.eventStream()).isEqualTo(answer.streamed());
        return reader.outcome();
    }

    @ParameterizedTest
    @CsvSource({
        "IMAGE,  /chat/kb_chat",
        "IMAGE,  /knowledge_base/local_kb/hr_faq/chat/completions",
        "MASTER, /chat/kb_chat",
        "MASTER, /knowledge_base/local_kb/hr_faq/chat/completions"
    })
    void aStreamOfKbChatBecomesWhatChatchatAnswersWithoutOne(Flavour flavour, String target) throws Exception {
        for (String more : List.of("", ",\"return_direct\":true")) {
            StoredAnswer stream = streamed(flavour, Shape.KB_CHAT, target, more);
            StoredAnswer wanted = whole(flavour, Shape.KB_CHAT, target, more);

            StoredAnswer made = stream.asWhole();

            assertThat(masked(made)).isEqualTo(masked(wanted));
            assertThat(made.contentType()).isEqualTo(wanted.contentType());
            assertThat(made.length()).isEqualTo(wanted.length());
            assertThat(judged(Dialect.CHATCHAT, made)).isEqualTo(Outcome.OK);
            assertThat(Admission.refusal(stream)).isNull();
            assertThat(Admission.refusal(made)).isNull();
            assertThat(made.text()).isEqualTo(stream.text()).contains(more.isEmpty() ? "。……（" : "hr_faq");
            assertThat(made.asStream()).isSameAs(stream);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"error-event", "error-event; text=请求的资源 9f2c 不存在", "error-event; text=", "docs-only"})
    void aFailureOfKbChatBecomesWhatChatchatAnswersWithoutAStream(String fault) throws Exception {
        String field = "X-Fake-Fault: " + fault;
        StoredAnswer stream = streamed(Flavour.IMAGE, Shape.KB_CHAT, "/chat/kb_chat", "", field);
        StoredAnswer wanted = whole(Flavour.IMAGE, Shape.KB_CHAT, "/chat/kb_chat", "", field);

        assertThat(masked(stream.asWhole())).isEqualTo(masked(wanted));
        assertThat(wanted.asStream().streamed()).isEqualTo(fault.equals("docs-only"));
        assertThat(Admission.refusal(stream)).isEqualTo("blank");
        assertThat(Admission.refusal(wanted)).isEqualTo("blank");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat/knowledge_base_chat", "/chat/chat"})
    void aStreamOfTheOldLineBecomesItsOneEvent(String target) throws Exception {
        StoredAnswer stream = streamed(Flavour.V0_2_10, Shape.OLD_CHAT, target, "");
        PlainClient.Answer answer = ask(Flavour.V0_2_10, target, ",\"stream\":false");
        StoredAnswer wanted = StoredAnswer.ofEvents(
                Shape.OLD_CHAT, answer.field("content-type"), Events.cut(Events.utf8(answer.body()), 100));

        assertThat(stream.events()).isGreaterThan(2);
        assertThat(masked(stream.asWhole())).isEqualTo(masked(wanted));
        assertThat(stream.asWhole().streamed()).isTrue();
        assertThat(stream.asWhole().events()).isEqualTo(1);
        assertThat(wanted.asWhole()).isSameAs(wanted);
        assertThat(wanted.asStream().text()).isEqualTo(stream.text());
        assertThat(Events.data(wanted.asStream()).getLast())
                .isEqualTo(
                        target.equals("/chat/chat")
                                ? Events.data(wanted).getLast()
                                : Events.data(stream).getLast());
        for (StoredAnswer each : List.of(stream, wanted, stream.asWhole(), wanted.asStream())) {
            assertThat(judged(Dialect.CHATCHAT, each)).isEqualTo(Outcome.OK);
            assertThat(Admission.refusal(each)).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V0_2_10")
    void completionsAreTheSameInBothForms(Flavour flavour) throws Exception {
        boolean chatchat = flavour == Flavour.IMAGE || flavour == Flavour.MASTER;
        Shape shape = chatchat ? Shape.THROUGH_CHATCHAT : Shape.MODEL_SERVER;
        StoredAnswer stream = streamed(flavour, shape, COMPLETIONS, "");
        StoredAnswer whole = whole(flavour, shape, COMPLETIONS, "");

        StoredAnswer madeWhole = stream.asWhole();
        StoredAnswer madeStream = whole.asStream();

        JsonObject wanted = new JsonObject(masked(whole));
        JsonObject made = new JsonObject(masked(madeWhole));
        assertThat(made.getJsonArray("choices")
                        .getJsonObject(0)
                        .getJsonObject("message")
                        .getString("content"))
                .isEqualTo(wanted.getJsonArray("choices")
                        .getJsonObject(0)
                        .getJsonObject("message")
                        .getString("content"))
                .contains("\n\"怎么\"申请？\\ 😀\t");
        assertThat(made.getValue("usage")).isNull();
        assertThat(made.getString("id")).isEqualTo(wanted.getString("id"));
        Dialect dialect = chatchat ? Dialect.CHATCHAT : Dialect.OPENAI;
        for (StoredAnswer each : List.of(stream, whole, madeStream, madeWhole)) {
            assertThat(judged(dialect, each)).isEqualTo(Outcome.OK);
            assertThat(each.text()).isEqualTo(stream.text()).isEqualTo(AnswerText.of(Events.text(each.bytes())));
            assertThat(Admission.refusal(each)).isNull();
        }
        assertThat(Events.data(madeStream)).hasSize(chatchat ? 3 : 4);
        assertThat(Events.text(madeStream.bytes()).contains("[DONE]")).isEqualTo(!chatchat);
        assertThat(Events.text(madeStream.bytes()).contains("\r")).isEqualTo(chatchat);
    }

    @ParameterizedTest
    @EnumSource(names = {"IMAGE", "MASTER"})
    void throughChatchatTheBytesAreTheSameToo(Flavour flavour) throws Exception {
        StoredAnswer stream = streamed(flavour, Shape.THROUGH_CHATCHAT, COMPLETIONS, "");
        StoredAnswer whole = whole(flavour, Shape.THROUGH_CHATCHAT, COMPLETIONS, "");

        String withoutUsage = masked(whole).replaceAll("\"usage\":\\{[^}]*}", "\"usage\":null");
        assertThat(masked(stream.asWhole())).isEqualTo(withoutUsage);
        List<String> wanted = Events.cut(masked(stream));
        List<String> made = Events.cut(masked(whole.asStream()));
        assertThat(made.getFirst()).isEqualTo(wanted.getFirst());
        assertThat(made.getLast()).isEqualTo(wanted.getLast());
        assertThat(whole.asStream().contentType()).isEqualTo(stream.contentType());
    }

    @ParameterizedTest
    @EnumSource(names = {"VLLM", "XINFERENCE", "OLLAMA"})
    void theNumbersOfTokensAreKeptWhenTheStreamHadThem(Flavour flavour) throws Exception {
        String more = ",\"stream_options\":{\"include_usage\":true}";
        StoredAnswer stream = streamed(flavour, Shape.MODEL_SERVER, COMPLETIONS, more);
        JsonObject wanted = new JsonObject(
                Events.text(whole(flavour, Shape.MODEL_SERVER, COMPLETIONS, "").bytes()));

        JsonObject usage = new JsonObject(Events.text(stream.asWhole().bytes())).getJsonObject("usage");

        assertThat(usage.getInteger("total_tokens"))
                .isEqualTo(wanted.getJsonObject("usage").getInteger("total_tokens"))
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({"big-docs, 4000000", "big-event, 1000000", "coalesce, 1000", "split-writes, 1000"})
    void largeEventsAndOddPiecesAreReadAsWell(String fault, int least) throws Exception {
        StoredAnswer stream = streamed(Flavour.IMAGE, Shape.KB_CHAT, "/chat/kb_chat", "", "X-Fake-Fault: " + fault);

        assertThat(stream.length()).isGreaterThan(least);
        assertThat(judged(Dialect.CHATCHAT, stream.asWhole())).isEqualTo(Outcome.OK);
        assertThat(stream.asWhole().text()).isEqualTo(stream.text());
        assertThat(Events.fresh(stream, 1_893_456_000)).hasSize(stream.length());
    }

    @ParameterizedTest
    @CsvSource({
        "IMAGE,   KB_CHAT,          /chat/kb_chat,             tokens-then-end, unfinished",
        "V0_2_10, OLD_CHAT,         /chat/knowledge_base_chat, tokens-then-end, unfinished",
        "V0_2_10, OLD_CHAT,         /chat/chat,                tokens-then-end, unfinished",
        "IMAGE,   THROUGH_CHATCHAT, /v1/chat/completions,      tokens-then-end, finish_reason",
        "VLLM,    MODEL_SERVER,     /v1/chat/completions,      tokens-then-end, finish_reason",
        "IMAGE,   KB_CHAT,          /chat/kb_chat,             empty-answer,    blank",
        "IMAGE,   KB_CHAT,          /chat/kb_chat,             empty-answer; tokens=3, blank",
        "V0_2_10, OLD_CHAT,         /chat/knowledge_base_chat, docs-only,       blank"
    })
    void whatIsCutShortIsNotKept(Flavour flavour, Shape shape, String target, String fault, String refusal)
            throws Exception {
        StoredAnswer stream = streamed(flavour, shape, target, "", "X-Fake-Fault: " + fault);

        assertThat(Admission.refusal(stream)).isEqualTo(refusal);
    }
}
