package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.recent.AttemptRecord;
import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.testing.Questions;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.Reply;
import io.teal.gateway.testing.SeenStream;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a gateway tells of questions on a route with a cache once they are over. */
class RecentQuestionsIT {
    private CachedRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    private void start(Timing timing, String cache) {
        rig = CachedRig.start(Instance.named("blue-1").withTiming(timing), Instance.named("green-1"), cache, "");
    }

    private RequestRecord record(String id) {
        var recent = rig.gateway().gateway().recent();
        await().until(() -> recent.find(id) != null);
        return Objects.requireNonNull(recent.find(id));
    }

    @Test
    void a_question_is_known_by_its_key() throws IOException {
        start(Timing.instant(), "{}");
        String question = CachedRig.question("what is it", true);
        rig.ask(CachedRig.KB_CHAT, question, "X-Request-ID: one", "Authorization: Bearer t");
        RequestRecord miss = record("one");

        rig.ask(CachedRig.KB_CHAT, question, "X-Request-ID: two", "Authorization: Bearer t");
        rig.ask(CachedRig.KB_CHAT, question, "X-Request-ID: three");

        RequestRecord hit = record("two");
        assertThat(miss.cache()).isEqualTo("miss");
        assertThat(miss.attempts()).hasSize(1);
        assertThat(miss.firstToken()).isPositive();
        assertThat(miss.attempts().getFirst().firstToken()).isEqualTo(miss.firstToken());
        assertThat(hit.cache()).isEqualTo("hit");
        assertThat(hit.attempts()).isEmpty();
        assertThat(hit.key()).matches("[0-9a-f]{64}").isEqualTo(miss.key());
        assertThat(hit.epochs()).isEqualTo(miss.epochs()).isNotEmpty();
        assertThat(hit.tenant()).isTrue();
        assertThat(hit.looked()).isEqualTo(RequestRecord.NONE);
        RequestRecord anonymous = record("three");
        assertThat(anonymous.tenant()).isFalse();
        assertThat(anonymous.key()).isNotEqualTo(hit.key());
    }

    @Test
    void who_shares_an_answer_names_the_request_that_brought_it() throws IOException {
        start(Timing.scaled(0.2), "{}");
        try (RawClient first = new RawClient(rig.gateway().port());
                RawClient late = new RawClient(rig.gateway().port())) {
            first.send(Questions.streamed("X-Request-ID: one"));
            first.head();
            SeenStream stream = new SeenStream(first);
            stream.readTokens(1);
            late.send(Questions.streamed("X-Request-ID: two"));
            Reply joined = Reply.read(late);
            stream.readRest();

            assertThat(joined.whole()).isTrue();
        }
        assertThat(record("one").attempts()).hasSize(1);
        assertThat(record("one").shared()).isEmpty();
        RequestRecord shared = record("two");
        assertThat(shared.cache()).isEqualTo("coalesced");
        assertThat(shared.shared()).isEqualTo("one");
        assertThat(shared.attempts()).isEmpty();
    }

    @Test
    void an_attempt_that_goes_on_without_its_client_had_no_outcome_when_the_client_left() throws IOException {
        start(Timing.scaled(0.2), "{finish_if_cacheable: always}");
        try (RawClient first = new RawClient(rig.gateway().port())) {
            first.send(Questions.streamed("X-Request-ID: one"));
            first.head();
            SeenStream stream = new SeenStream(first);
            stream.readTokens(1);
            first.reset();
        }
        RequestRecord left = record("one");
        await().until(() ->
                rig.blue().stats().generationsFinished() == 1 && rig.gateway().leases() == 0);

        List<AttemptRecord> attempts = left.attempts();
        assertThat(left.outcome().tag()).isEqualTo("client_left");
        assertThat(attempts).hasSize(1);
        assertThat(attempts.getFirst().tag()).isEmpty();
        assertThat(attempts.getFirst().ended()).isEqualTo(RequestRecord.NONE);
    }
}
