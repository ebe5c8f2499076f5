package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.Questions;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.Reply;
import io.teal.gateway.testing.SeenStream;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many clients ask the same at once: one answer is computed, and everyone gets it as it comes. */
class CoalescingIT {

    private CachedRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    private void start(double scale, String cache) {
        if (rig != null) {
            rig.close();
        }
        Instance slow = Instance.named("blue-1").withTiming(Timing.scaled(scale));
        rig = CachedRig.start(slow, Instance.named("green-1"), cache, "");
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
