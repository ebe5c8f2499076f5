package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.AnswerText;
import io.teal.gateway.testing.Questions;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.Reply;
import io.teal.gateway.testing.SeenStream;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many clients ask the same at once: one answer is computed, and everyone gets it as it comes. */
class CoalescingIT {
    private static final int CLIENTS = 200;
    private static final int ROUNDS = 12;
    private static final long NEAR = TimeUnit.MILLISECONDS.toNanos(5);

    private CachedRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    private void start(double scale, String cache) {
        Instance slow = Instance.named("blue-1").withTiming(Timing.scaled(scale));
        rig = CachedRig.start(slow, Instance.named("green-1"), cache, "");
    }

    @Test
    void everyoneWhoStaysGetsTheWholeAnswerOfOneGeneration() throws Exception {
        long latest = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && latest >= NEAR; round++) {
            latest = Math.min(latest, crowd(round));
        }
        assertThat(latest)
                .as("nanoseconds from the first client's first token to the last's")
                .isLessThan(NEAR);
    }

    /** The time between the first client's first token and the last one's, in nanoseconds. */
    private long crowd(int round) throws IOException {
        Random random = new Random(round);
        start(0.2, "{}");
        try (Crowd crowd = new Crowd(rig.gateway().port(), CLIENTS, Questions.streamed())) {
            // A third leaves, each after another number of events; the first to ask among them.
            for (int i = 0; i < CLIENTS; i += 3) {
                crowd.leavesAfter(i, 1 + random.nextInt(12));
            }
            crowd.ask();
            crowd.readAll(Duration.ofSeconds(60));
            List<Crowd.Member> stayed = crowd.stayed();
            assertThat(stayed).hasSize(CLIENTS - (CLIENTS + 2) / 3).allSatisfy(one -> {
                assertThat(one.complete()).isTrue();
                assertThat(one.body()).isEqualTo(stayed.getFirst().body());
            });
            assertThat(AnswerText.of(stayed.getFirst().body())).isNotBlank();
            assertThat(rig.blue().stats().generationsStarted()).isEqualTo(1);
            assertThat(rig.blue().stats().generationsFinished()).isEqualTo(1);
            assertThat(rig.blue().stats().generationsAbandoned()).isZero();
            long first =
                    stayed.stream().mapToLong(Crowd.Member::firstToken).min().orElseThrow();
            long last =
                    stayed.stream().mapToLong(Crowd.Member::firstToken).max().orElseThrow();
            System.err.printf("%d clients had their first token within %.2f ms%n", stayed.size(), (last - first) / 1e6);
            return last - first;
        } finally {
            rig.close();
        }
    }

    @Test
    void whoComesLateGetsTheBeginningAndThenTheRest() throws IOException {
        start(0.5, "{}");
        try (RawClient first = new RawClient(rig.gateway().port());
                RawClient late = new RawClient(rig.gateway().port())) {
            first.send(Questions.streamed());
            assertThat(RawClient.field(first.head(), "X-Teal-Cache")).isEqualTo("miss");
            SeenStream stream = new SeenStream(first);
            stream.readTokens(3);
            late.send(Questions.streamed());
            assertThat(RawClient.field(late.head(), "X-Teal-Cache")).isEqualTo("coalesced");
            SeenStream joined = new SeenStream(late);
            joined.readTokens(3);
            assertThat(joined.tokens().stream().map(SeenStream.Event::text).toList())
                    .startsWith(stream.tokens().stream()
                            .map(SeenStream.Event::text)
                            .limit(3)
                            .toArray(String[]::new));
            stream.readRest();
            joined.readRest();
            assertThat(joined.clean()).isTrue();
            assertThat(joined.tokens().stream().map(SeenStream.Event::text).toList())
                    .isEqualTo(
                            stream.tokens().stream().map(SeenStream.Event::text).toList());
        }
        assertThat(rig.generations()).isEqualTo(1);
    }

    @Test
    void oneClientWantsAStreamAndTheOtherAllInOne() throws IOException {
        start(0.2, "{}");
        try (RawClient streamed = new RawClient(rig.gateway().port());
                RawClient whole = new RawClient(rig.gateway().port())) {
            whole.send(Questions.whole());
            streamed.send(Questions.streamed());
            Reply one = Reply.read(whole);
            Reply other = Reply.read(streamed);
            assertThat(one.field("Content-Type")).isEqualTo("application/json");
            assertThat(other.field("Content-Type")).startsWith("text/event-stream");
            assertThat(other.body()).contains("\"docs\": [");
            assertThat(one.text()).isNotBlank().isEqualTo(other.text());
        }
        assertThat(rig.generations()).isEqualTo(1);
    }

    @Test
    void anAnswerThatNobodyReadsIsFinishedForTheCacheWhereTheServerWouldGoOnAnyway() throws IOException {
        start(0.2, "{}");
        try (RawClient client = new RawClient(rig.gateway().port())) {
            client.send(Questions.streamed());
            assertThat(RawClient.status(client.head())).isEqualTo(200);
        }
        await().until(() -> rig.gateway().leases() == 0);
        Reply later;
        try (RawClient client = new RawClient(rig.gateway().port())) {
            later = Reply.read(client.send(Questions.streamed()));
        }
        assertThat(later.field("X-Teal-Cache")).isEqualTo("hit");
        assertThat(rig.blue().stats().generationsAbandoned()).isZero();
        assertThat(rig.generations()).isEqualTo(1);
    }

    @Test
    void withNeverTheServerIsLeftAlone() throws IOException {
        start(0.5, "{finish_if_cacheable: never}");
        try (RawClient client = new RawClient(rig.gateway().port())) {
            client.send(Questions.streamed());
            assertThat(RawClient.status(client.head())).isEqualTo(200);
            new SeenStream(client).readTokens(1);
        }
        await().until(() -> rig.blue().stats().generationsAbandoned() == 1);
        assertThat(rig.gateway().leases()).isZero();
    }
}
