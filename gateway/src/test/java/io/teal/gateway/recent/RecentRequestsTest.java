package io.teal.gateway.recent;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.testing.SampleHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
    private static final ServerKey A = new ServerKey("chat", "blue", new Address("a", 1));
    private static final ServerKey B = new ServerKey("chat", "blue", new Address("b", 1));

    private final RecentRequests recent = new RecentRequests(3, () -> 10_000);

    @Test
    void the_newest_come_first_and_the_oldest_give_way() {
        assertThat(recent.newest(5)).isEmpty();
        for (int i = 1; i <= 5; i++) {
            end(new RequestRecord(0, recent, null), "r" + i, "/", i);
        }

        assertThat(recent.newest(5)).extracting(RequestRecord::id).containsExactly("r5", "r4", "r3");
        assertThat(recent.newest(2)).extracting(RequestRecord::id).containsExactly("r5", "r4");
        assertThat(recent.find("r3")).isNotNull();
        assertThat(recent.find("r2")).isNull();
        assertThat(recent.size()).isEqualTo(3);
    }

    @Test
    void of_two_with_one_id_the_newer_is_found() {
        end(new RequestRecord(0, recent, null), "same", "/old", 1);
        end(new RequestRecord(0, recent, null), "same", "/new", 2);

        assertThat(recent.find("same"))
                .isNotNull()
                .extracting(RequestRecord::path)
                .isEqualTo("/new");
    }

    @Test
    void nothing_is_kept_when_it_is_off() {
        RequestRecord record = new RequestRecord(0, RecentRequests.OFF, null);
        AttemptRecord attempt = record.attempt(A, new Choice(new ServerKey[] {A}), 1);
        attempt.connected(2);
        attempt.ended("ok", 3);
        end(record, "r", "/", 4);

        assertThat(RecentRequests.OFF.on()).isFalse();
        assertThat(RecentRequests.OFF.newest(10)).isEmpty();
        assertThat(RecentRequests.OFF.find("r")).isNull();
        assertThat(attempt).isSameAs(AttemptRecord.UNKEPT);
        assertThat(attempt.connected()).isEqualTo(RequestRecord.NONE);
        assertThat(record.attempts()).isEmpty();
    }

    @Test
    void nothing_changes_once_it_is_over() {
        RequestRecord record = new RequestRecord(1_000, recent, null);
        Choice choice = new Choice(new ServerKey[] {A, B});
        choice.saw(0, 2, Choice.State.FULL);
        choice.saw(1, 0, Choice.State.BACKUP);
        choice.took(1);
        record.waits(1_100);
        AttemptRecord attempt = record.attempt(B, choice, 1_300);
        attempt.connected(1_400);
        attempt.sent(1_500);
        end(record, "r", "/", 3_000_000_000L);

        attempt.firstByte(4_000_000_000L);
        attempt.ended("ok", 5_000_000_000L);
        record.firstToken(4_000_000_000L);
        record.waits(4_000_000_000L);

        assertThat(record.attempt(A, choice, 6)).isSameAs(AttemptRecord.UNKEPT);
        assertThat(record.attempts()).containsExactly(attempt);
        assertThat(record.waited()).isEqualTo(200);
        assertThat(record.firstToken()).isEqualTo(RequestRecord.NONE);
        assertThat(record.at()).isEqualTo(Instant.ofEpochMilli(10_000 - 2_999));
        assertThat(List.of(attempt.begun(), attempt.connected(), attempt.sent()))
                .containsExactly(300L, 400L, 500L);
        assertThat(List.of(attempt.firstByte(), attempt.firstToken(), attempt.ended()))
                .containsOnly(RequestRecord.NONE);
        assertThat(attempt.tag()).isEmpty();
        assertThat(attempt.choice().taken()).isEqualTo(B);
        assertThat(attempt.choice().leases(0)).isEqualTo(2);
        assertThat(attempt.choice().state(0).word()).isEqualTo("full");
    }

    @Test
    void only_the_first_servers_of_many_are_told_of() {
        ServerKey[] many = new ServerKey[40];
        for (int i = 0; i < many.length; i++) {
            many[i] = new ServerKey("chat", "blue", new Address("s" + i, 1));
        }
        Choice choice = new Choice(many);
        choice.took(39);

        assertThat(choice.size()).isEqualTo(32);
        assertThat(choice.of()).isEqualTo(40);
        assertThat(choice.taken()).isEqualTo(many[39]);
    }

    @Test
    void what_a_client_makes_long_is_cut() {
        end(new RequestRecord(0, recent, null), "r", "/" + "a".repeat(5_000), 1);

        assertThat(recent.newest(1))
                .first()
                .extracting(record -> record.path().length())
                .isEqualTo(512);
    }

    @Test
    void who_reads_meanwhile_sees_whole_requests_in_order_and_none_is_lost() throws Exception {
        int writers = 4;
        int each = 20_000;
        RecentRequests ring = new RecentRequests(64, System::currentTimeMillis);
        AtomicBoolean writing = new AtomicBoolean(true);
        List<String> wrong = new ArrayList<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            while (writing.get()) {
                look(ring, wrong);
            }
        });

        List<Thread> threads = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            int writer = w;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    RequestRecord record = new RequestRecord(0, ring, null);
                    AttemptRecord attempt = record.attempt(A, new Choice(new ServerKey[] {A}), i);
                    attempt.ended("t" + i, i);
                    record.over(
                            writer + "-" + i,
                            new SampleHead("GET", "/" + i, "127.0.0.1", Map.of()),
                            Outcome.OK,
                            200,
                            i,
                            "1",
                            i);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        writing.set(false);
        reader.join();

        assertThat(wrong).isEmpty();
        List<RequestRecord> kept = ring.newest(1_000);
        assertThat(kept).hasSize(64);
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i).number()).isEqualTo((long) writers * each - 1 - i);
        }
    }

    private static void look(RecentRequests ring, List<String> wrong) {
        long newer = Long.MAX_VALUE;
        for (RequestRecord record : ring.newest(64)) {
            String number = record.path().substring(1);
            List<AttemptRecord> attempts = record.attempts();
            boolean whole = record.id().endsWith("-" + number)
                    && record.bytes() == Long.parseLong(number)
                    && attempts.size() == 1
                    && attempts.getFirst().tag().equals("t" + number)
                    && attempts.getFirst().ended() == record.bytes();
            if (!whole || record.number() >= newer) {
                wrong.add(record.id());
            }
            newer = record.number();
        }
    }

    private static void end(RequestRecord record, String id, String path, long now) {
        record.over(id, new SampleHead("GET", path, "127.0.0.1", Map.of()), Outcome.OK, 200, 0, "1", now);
    }
}
