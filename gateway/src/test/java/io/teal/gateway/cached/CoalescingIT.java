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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many clients ask the same at once: one answer is computed, and everyone gets it as it comes. */
class CoalescingIT {
    private static final int CLIENTS = 200;
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

    private record Seen(boolean stayed, boolean clean, String text, long firstToken) {}

    @Test
    void everyoneWhoStaysGetsTheWholeAnswerOfOneGeneration() throws Exception {
        start(0.5, "{}");
        Random random = new Random(7);
        CountDownLatch go = new CountDownLatch(1);
        List<Seen> seen = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Seen>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                // A third leaves, each after another number of tokens; the first to ask among them.
                int leavesAfter = i % 3 == 0 ? random.nextInt(12) : -1;
                RawClient client = new RawClient(rig.gateway().port());
                all.add(clients.submit(() -> read(client, go, leavesAfter)));
            }
            go.countDown();
            for (Future<Seen> one : all) {
                seen.add(one.get(60, TimeUnit.SECONDS));
            }
        }
        List<Seen> stayed = seen.stream().filter(Seen::stayed).toList();
        assertThat(stayed).hasSize(CLIENTS - (CLIENTS + 2) / 3).allSatisfy(one -> {
            assertThat(one.clean()).isTrue();
            assertThat(one.text()).isNotBlank().isEqualTo(stayed.getFirst().text());
        });
        assertThat(rig.blue().stats().generationsStarted()).isEqualTo(1);
        assertThat(rig.blue().stats().generationsFinished()).isEqualTo(1);
        assertThat(rig.blue().stats().generationsAbandoned()).isZero();
        long first = stayed.stream().mapToLong(Seen::firstToken).min().orElseThrow();
        List<Long> later = stayed.stream().map(one -> one.firstToken() - first).sorted().toList();
        System.err.println("first tokens after the first of all: median " + later.get(later.size() / 2) + " ns, last "
                + later.getLast() + " ns");
        assertThat(later.getLast()).isLessThan(NEAR);
    }

    private static Seen read(RawClient client, CountDownLatch go, int leavesAfter) throws Exception {
        try (client) {
            go.await();
            client.send(Questions.streamed());
            String head = client.head();
            assertThat(RawClient.status(head)).isEqualTo(200);
            SeenStream stream = new SeenStream(client);
            if (leavesAfter >= 0) {
                stream.readTokens(leavesAfter);
                return new Seen(false, false, "", 0);
            }
            stream.readRest();
            String text = String.join("", stream.events().stream().map(SeenStream.Event::text).toList());
            return new Seen(true, stream.clean(), AnswerText.of(text), stream.tokens().getFirst().at());
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
                    .startsWith(stream.tokens().stream().map(SeenStream.Event::text).limit(3).toArray(String[]::new));
            stream.readRest();
            joined.readRest();
            assertThat(joined.clean()).isTrue();
            assertThat(joined.tokens().stream().map(SeenStream.Event::text).toList())
                    .isEqualTo(stream.tokens().stream().map(SeenStream.Event::text).toList());
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
        }
        await().until(() -> rig.blue().stats().generationsAbandoned() == 1);
        assertThat(rig.gateway().leases()).isZero();
    }
}
