package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.simulator.pace.Overload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Generations are counted as abandoned when their client leaves before their end, each once and no others. */
class AbandonIT {
    private static final String STREAM = "{\"query\":\"怎么报销？\",\"kb_name\":\"hr_faq\"}";
    private static final String WHOLE = "{\"query\":\"怎么报销？\",\"kb_name\":\"hr_faq\",\"stream\":false}";
    private static final String OTHER = "{\"query\":\"怎么请假？\",\"kb_name\":\"hr_faq\"}";
    private static final String OPENAI = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"怎么报销？\"}]}";
    private static final String OPENAI_WHOLE = OPENAI.replace("true", "false");

    private final Fleet fleet = Fleet.start(
            Instance.named("image").withTiming(Timing.instant()),
            Instance.named("narrow").withTiming(Timing.instant().withPlaces(1)),
            Instance.named("searching")
                    .withOverload(
                            Overload.of(Duration.ofMillis(600), 4, 0, 100, 0).withRetrieval(90)),
            Instance.named("vllm").withFlavour(Flavour.VLLM).withTiming(Timing.instant()),
            Instance.named("xinference").withFlavour(Flavour.XINFERENCE).withTiming(Timing.instant()),
            Instance.named("ollama").withFlavour(Flavour.OLLAMA).withTiming(Timing.instant()),
            Instance.named("fastchat").withFlavour(Flavour.FASTCHAT).withTiming(Timing.instant()));

    @AfterEach
    void stop() {
        fleet.close();
    }

    /** Asks and leaves once the model has said something. */
    private static void askAndLeave(SimulatedServer server, String path, String body) throws Exception {
        long tokens = server.stats().tokens();
        try (RawClient client = new RawClient(server)) {
            client.post(path, body, "X-Fake-Fault: slow-drip; ms=10");
            Awaitility.await().until(() -> server.stats().tokens() > tokens);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "image, /chat/kb_chat, stream, true",
        "image, /chat/kb_chat, whole, true",
        "image, /v1/chat/completions, stream, false",
        "image, /v1/chat/completions, whole, true",
        "vllm, /v1/chat/completions, stream, false",
        "vllm, /v1/chat/completions, whole, false",
        "xinference, /v1/chat/completions, stream, false",
        "xinference, /v1/chat/completions, whole, true",
        "ollama, /v1/chat/completions, stream, false",
        "ollama, /v1/chat/completions, whole, false",
        "fastchat, /v1/chat/completions, stream, true",
        "fastchat, /v1/chat/completions, whole, true"
    })
    void leavingIsCountedOnceAndStopsWhatItCan(String name, String path, String kind, boolean runsOn) throws Exception {
        SimulatedServer server = fleet.server(name);
        boolean stream = kind.equals("stream");
        String body = path.startsWith("/v1") ? (stream ? OPENAI : OPENAI_WHOLE) : (stream ? STREAM : WHOLE);

        askAndLeave(server, path, body);

        Awaitility.await().until(() -> server.stats().generationsAbandoned() == 1);
        if (runsOn) {
            Awaitility.await().until(() -> server.stats().generationsFinished() == 1);
        } else {
            long tokens = server.stats().tokens();
            Awaitility.await()
                    .during(Duration.ofMillis(60))
                    .until(() ->
                            server.stats().tokens() == tokens && server.stats().generationsFinished() == 0);
        }
        assertThat(server.stats().generationsAbandoned()).isEqualTo(1);
        assertThat(server.stats().generationsStarted()).isEqualTo(1);
    }

    @Test
    void onlyThoseWhoLeaveAreCounted() throws Exception {
        SimulatedServer server = fleet.server("image");
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient client = new RawClient(server);
            clients.add(client);
            client.post("/chat/kb_chat", STREAM, "X-Fake-Fault: slow-drip; ms=10");
            client.head();
        }
        for (int i = 0; i < 20; i += 2) {
            clients.get(i).close();
        }
        Awaitility.await().until(() -> server.stats().generationsFinished() == 20);
        for (RawClient client : clients) {
            client.close();
        }

        assertThat(server.stats().generationsStarted()).isEqualTo(20);
        assertThat(server.stats().generationsAbandoned()).isEqualTo(10);
    }

    @Test
    void endsMadeByFaultsAreFailuresOnly() throws Exception {
        SimulatedServer server = fleet.server("image");
        for (String fault : List.of("tokens-then-end", "tokens-then-reset", "tokens-then-truncate", "docs-only")) {
            try (RawClient client = new RawClient(server)) {
                client.post("/chat/kb_chat", STREAM, "X-Fake-Fault: " + fault);
                readToTheEnd(client);
            }
        }
        Awaitility.await().until(() -> server.stats().connectionsOpen() == 0);

        assertThat(server.stats().generationsFailed()).isEqualTo(4);
        assertThat(server.stats().generationsAbandoned()).isZero();
    }

    private static void readToTheEnd(RawClient client) {
        try {
            assertThat(client.read().status()).isEqualTo(200);
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    @Test
    void deathOfTheProcessIsNotLeaving() throws Exception {
        SimulatedServer server = fleet.server("image");
        try (RawClient client = new RawClient(server)) {
            client.post("/chat/kb_chat", STREAM, "X-Fake-Fault: slow-drip; ms=10");
            client.head();
            Awaitility.await().until(() -> server.stats().tokens() > 0);

            server.restart();

            assertThatThrownBy(() -> client.rest()).isInstanceOf(IOException.class);
        }
        assertThat(server.stats().generationsAbandoned()).isZero();
        assertThat(server.stats().generationsFinished()).isZero();
    }

    @Test
    void placesOfTheDeadAreFree() throws Exception {
        SimulatedServer server = fleet.server("narrow");
        try (RawClient client = new RawClient(server)) {
            client.post("/chat/kb_chat", STREAM, "X-Fake-Fault: slow-first-token; ms=60000");
            Awaitility.await().until(() -> server.stats().generationsStarted() == 1);
            server.restart();
        }
        try (RawClient client = new RawClient(server)) {
            client.post("/chat/kb_chat", STREAM);
            assertThat(client.read().data()).hasSizeGreaterThan(10);
        }
    }

    @Test
    void stalledGenerationEndsWithItsClientAndGivesItsPlaceBack() throws Exception {
        SimulatedServer server = fleet.server("narrow");
        try (RawClient client = new RawClient(server)) {
            client.post("/chat/kb_chat", STREAM, "X-Fake-Fault: tokens-then-stall; after=1");
            client.head();
            Awaitility.await().until(() -> server.stats().tokens() == 1);
        }
        try (RawClient client = new RawClient(server)) {
            client.post("/chat/kb_chat", STREAM);
            assertThat(client.read().data()).hasSizeGreaterThan(10);
        }
        assertThat(server.stats().generationsAbandoned()).isEqualTo(1);
        assertThat(server.stats().generationsFinished()).isEqualTo(1);
    }

    @Test
    void whoLeavesTheQueueIsCounted() throws Exception {
        SimulatedServer server = fleet.server("narrow");
        try (RawClient first = new RawClient(server)) {
            first.post("/chat/kb_chat", OTHER, "X-Fake-Fault: tokens-then-stall; after=1");
            Awaitility.await().until(() -> server.stats().tokens() == 1);
            try (RawClient second = new RawClient(server);
                    RawClient third = new RawClient(server)) {
                second.post("/v1/chat/completions", OPENAI);
                third.post("/chat/kb_chat", STREAM);
                Awaitility.await().until(() -> server.stats().generationsStarted() == 3);
            }
            Awaitility.await().until(() -> server.stats().generationsAbandoned() == 2);
            assertThat(server.stats().generationsFinished()).isZero();
        }
        // Of those that waited only the one of the knowledge base goes on.
        Awaitility.await().until(() -> server.stats().generationsFinished() == 1);
        assertThat(server.stats().generationsAbandoned()).isEqualTo(3);
    }

    @Test
    void whoLeavesDuringTheSearchStartsNoStream() throws Exception {
        SimulatedServer server = fleet.server("searching");
        try (RawClient leaving = new RawClient(server)) {
            leaving.post("/chat/kb_chat", STREAM);
            leaving.head();
        }
        try (RawClient staying = new RawClient(server)) {
            // Searches go one after the other: this one comes after the one that is to find nobody.
            staying.post("/chat/kb_chat", OTHER);
            assertThat(staying.read().data()).hasSizeGreaterThan(10);
        }

        assertThat(server.stats().count("怎么报销？")).isZero();
        assertThat(server.stats().generationsStarted()).isEqualTo(1);
        assertThat(server.stats().generationsAbandoned()).isZero();
    }

    @Test
    void wholeAnswerIsMadeEvenIfNobodyWaits() throws Exception {
        SimulatedServer server = fleet.server("searching");
        try (RawClient leaving = new RawClient(server)) {
            leaving.post("/chat/kb_chat", WHOLE);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> server.stats().requests() == 1);
        }
        Awaitility.await().until(() -> server.stats().generationsFinished() == 1);

        assertThat(server.stats().generationsAbandoned()).isEqualTo(1);
    }
}
