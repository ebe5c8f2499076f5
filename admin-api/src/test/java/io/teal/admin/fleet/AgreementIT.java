package io.teal.admin.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.teal.admin.revision.Author;
import io.teal.admin.revision.Change;
import io.teal.admin.revision.Publisher;
import io.teal.admin.revision.Revisions;
import io.teal.admin.revision.WriteRefused;
import io.teal.admin.revision.WriteRefused.Why;
import io.teal.admin.store.FileStore;
import io.teal.admin.store.RevisionRecords;
import io.teal.admin.testing.Pipe;
import io.teal.admin.testing.Routings;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.event.EventLog;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.testing.RealRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gateways that do not serve yet follow only when they are told to, and so are behind for as long as a test wants. All tests share
 * one log, which goes on from one to the next.
 */
class AgreementIT {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String LOG = "teal:{routing}:log";

    @TempDir
    static Path folder;

    private static RealRedis redis;
    private static int gateways;

    private One ahead;
    private One behind;

    /** A gateway without anything that serves, behind a pipe. */
    private static final class One implements AutoCloseable {
        final Revisions revisions;
        final Fleet fleet;
        final Pipe pipe;

        One(Routing file) throws Exception {
            gateways++;
            Path directory = folder.resolve("gateway-" + gateways);
            pipe = new Pipe(redis.port());
            revisions = Revisions.open(FileStore.open(directory, 0), file, InstantSource.system());
            fleet = Fleet.open(new GatewayConfig.Redis("redis://127.0.0.1:" + pipe.port()), directory, revisions);
            fleet.catchUp(PATIENCE);
        }

        @CanIgnoreReturnValue
        Revision write(long expected, Change change, String key) throws Exception {
            return fleet.writes()
                    .write(number -> expected == 0 || number == expected, change, new Author("ops", "").withKey(key));
        }

        @CanIgnoreReturnValue
        Revision split(int blue) throws Exception {
            return write(0, blue(blue), "");
        }

        /** Begins to serve, which costs nothing here. */
        void serve() {
            fleet.serve(
                    new Publisher() {
                        @Override
                        public void check(Revision revision) {}

                        @Override
                        public void publish(Revision revision) {}
                    },
                    new EventLog(InstantSource.system()));
        }

        long number() {
            return revisions.current().number();
        }

        @Override
        public void close() throws IOException {
            fleet.close();
            revisions.close();
            pipe.close();
        }
    }

    @BeforeAll
    static void startRedis() throws Exception {
        redis = RealRedis.start(folder);
    }

    @AfterAll
    static void stopRedis() throws Exception {
        redis.close();
    }

    @BeforeEach
    void start() throws Exception {
        ahead = new One(Routings.two());
        behind = new One(Routings.two());
        ahead.write(0, new Change.Apply(Routings.two()), "");
        ahead.split(1);
        behind.fleet.catchUp(PATIENCE);
        assertThat(behind.number()).isEqualTo(ahead.number());
    }

    @AfterEach
    void stop() throws Exception {
        ahead.close();
        behind.close();
    }

    private static Change blue(int weight) {
        return new Change.Split("chat", Map.of("blue", weight, "green", 7));
    }

    private static long sent() {
        String stats = redis.ask("INFO", "stats");
        return stats.lines()
                .filter(line -> line.startsWith("total_net_output_bytes:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }

    /** What is asked for is in effect at one gateway that does not know yet that it is not any more. */
    @Test
    void whatIsSoAlreadyIsSoForAll() throws Exception {
        // Given
        ahead.split(2);

        // When
        Revision back = behind.split(1);

        // Then
        assertThat(back.number()).isEqualTo(ahead.number() + 1);
    }

    @Test
    void whoeverIsCutOffDoesNotSayThatItIsSo() throws Exception {
        // Given
        behind.pipe.cut();
        ahead.split(2);
        await().until(() -> !behind.fleet.status().connected());

        // When
        WriteRefused refused = catchThrowableOfType(WriteRefused.class, () -> behind.split(1));

        // Then
        assertThat(refused).isNotNull();
        assertThat(refused.why()).isEqualTo(Why.NOT_AGREED);

        // When
        behind.pipe.mend();
        await().until(() -> behind.fleet.status().connected());

        // Then
        assertThat(behind.split(1).number()).isEqualTo(ahead.number() + 1);
    }

    @Test
    void aTagOfOneGatewayCountsAtAnotherThatHasNotFollowedYet() throws Exception {
        // Given
        Revision newest = ahead.split(2);

        // When
        Revision next = behind.write(newest.number(), blue(3), "");

        // Then
        assertThat(next.number()).isEqualTo(newest.number() + 1);
    }

    @Test
    void aRequestThatIsRepeatedAtAnotherGatewayMakesOneRevision() throws Exception {
        // Given
        long expected = ahead.number();
        Revision made = ahead.write(expected, blue(2), "who-" + gateways + ":what");

        // When
        Revision again = behind.write(expected, blue(2), "who-" + gateways + ":what");

        // Then
        assertThat(again).isEqualTo(made);
    }

    /** Neither is read again and again, nor is all of it asked for at once. */
    @Test
    void aLargeRoutingIsReadOnce() throws Exception {
        // Given
        Routing large = large();
        int size = RevisionRecords.write(Routings.revision(1, large, "")).length;
        assertThat(size).isGreaterThan(500_000);
        ahead.write(0, new Change.Apply(large), "");
        for (int i = 0; i < 5; i++) {
            ahead.split(10 + i);
        }

        // When
        behind.fleet.catchUp(PATIENCE);
        long before = sent();
        for (int i = 0; i < 10; i++) {
            behind.fleet.catchUp(PATIENCE);
        }

        // Then
        assertThat(behind.revisions.current()).isEqualTo(ahead.revisions.current());
        assertThat(sent() - before).isLessThan(size);
    }

    private static Routing large() {
        StringBuilder routes = new StringBuilder();
        for (int i = 0; i < 1_500; i++) {
            routes.append("  - {name: r")
                    .append(i)
                    .append(", match: {path: /")
                    .append(i)
                    .append("/");
            routes.append("x".repeat(400)).append("}, service: chat}\n");
        }
        return Routings.parse("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: ["127.0.0.1:1"]}
                      green: {servers: ["127.0.0.1:2"]}
                    traffic: {split: {blue: 100}}
                routes:
                """ + routes);
    }

    /** As another version of Teal may make it. */
    @Test
    void whatCannotBeReadHereIsSaidAndTheNextOneCounts() throws Exception {
        // Given
        long number = ahead.number();
        assertThat(redis.ask("XADD", LOG, (number + 1) + "-0", "id", "strange", "record", "{\"revision\":true}"))
                .contains("-0");

        // When
        behind.fleet.catchUp(PATIENCE);
        WriteRefused refused = catchThrowableOfType(WriteRefused.class, () -> behind.split(3));

        // Then
        assertThat(behind.number()).isEqualTo(number);
        assertThat(behind.fleet.status().problem()).contains("revision " + (number + 1), "cannot be read");
        assertThat(behind.fleet.status().behind()).isPositive();
        assertThat(refused.why()).isEqualTo(Why.NOT_AGREED);
        assertThat(refused).hasMessageContaining("cannot be read");

        // When
        Revision next = Routings.revision(number + 2, Routings.two(), "readable again " + number);
        assertThat(redis.ask(
                        "XADD",
                        LOG,
                        next.number() + "-0",
                        "id",
                        Lineage.of(next),
                        "record",
                        new String(RevisionRecords.write(next), StandardCharsets.UTF_8)))
                .contains("-0");
        behind.fleet.catchUp(PATIENCE);

        // Then
        assertThat(behind.revisions.current()).isEqualTo(next);
        assertThat(behind.fleet.status().problem()).isNull();
        assertThat(behind.split(4).number()).isEqualTo(number + 3);
    }

    /** What its own file says was never in effect, and nobody may go back to it. */
    @Test
    void aNewGatewayForgetsWhatItsFileSaysAlsoWhenTheLogBeginsLater() throws Exception {
        // Given
        redis.ask("XTRIM", LOG, "MAXLEN", "1");

        // When
        try (One fresh = new One(Routings.two("a:1", "b:1", "c:1"))) {
            // Then
            assertThat(fresh.revisions.current()).isEqualTo(ahead.revisions.current());
            assertThat(fresh.revisions.first()).isEqualTo(ahead.number());
            assertThat(fresh.revisions.find(1)).isNull();
        }
    }

    /** Whoever has read the log and does not serve yet may begin with an old revision, and is waited for. */
    @Test
    void aGatewayThatIsStartingIsWaitedFor() throws Exception {
        // Given
        ahead.serve();

        // When
        Revision next = ahead.split(2);
        Convergence early = ahead.fleet.await(next, Duration.ofMillis(300));
        behind.serve();
        Convergence late = ahead.fleet.await(next, PATIENCE);

        // Then
        assertThat(early.converged()).isFalse();
        assertThat(early.gateways())
                .extracting(Member::state)
                .containsExactlyInAnyOrder(Member.State.SERVING, Member.State.WAITING);
        assertThat(late.converged()).as(late.toString()).isTrue();
        assertThat(late.gateways()).extracting(Member::revision).containsExactly(next.number(), next.number());
    }
}
