package io.teal.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.DeafServer;
import io.teal.gateway.testing.RealRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens while Redis is gone, frozen, slow, full, or somebody else's. */
class RedisTroubleIT {
    private static final Duration PATIENT = Duration.ofMillis(500);
    private static final Duration USUAL = Duration.ofMillis(50);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final AtomicInteger recoveries = new AtomicInteger();
    private RedisLog log;
    private RealRedis server;
    private Redis redis;

    @BeforeEach
    void start() throws IOException {
        log = new RedisLog();
        server = RealRedis.start(folder);
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            redis.close();
        }
        server.close();
        log.close();
    }

    /** With more patience than usual, since the machine may be busy with other things. */
    private void open(String url) {
        open(url, PATIENT);
    }

    private void open(String url, Duration timeout) {
        redis = Redis.open(new RedisSettings(url, false, null, timeout));
        redis.onRecovery(recoveries::incrementAndGet);
    }

    private void openUsable() {
        open(server.url());
        awaitUsable(Duration.ofSeconds(10));
    }

    private void openUsual() {
        open(server.url(), USUAL);
        awaitUsable(Duration.ofSeconds(10));
    }

    private void awaitUsable(Duration most) {
        await().atMost(most).pollInterval(Duration.ofMillis(2)).until(redis::usable);
    }

    private void awaitUnusable(Duration most) {
        await().atMost(most).pollInterval(Duration.ofMillis(2)).until(() -> !redis.usable());
    }

    /** What a stage ends with: its value, or the message of its failure. */
    private static Object end(CompletionStage<?> stage) {
        try {
            return stage.toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(RedisUnavailable.class);
            assertThat(e.getCause().getStackTrace()).isEmpty();
            return e.getCause().getMessage();
        }
    }

    private String reached(String why) {
        return "redis cannot be reached at " + server.address() + ": " + why
                + "; answers are kept in memory only until it can";
    }

    private String connected() {
        return "redis is connected at " + server.address() + "; answers are shared through it";
    }

    private String again() {
        return "redis can be used again at " + server.address() + "; answers are shared through it";
    }

    private String silent() {
        return "redis does not answer within 50 ms at " + server.address()
                + "; answers are kept in memory only until it does";
    }

    @Test
    void oneThatIsNotThereYetIsConnectedWhenItIs() throws IOException {
        server.kill();

        long before = System.nanoTime();
        open(server.url());
        assertThat(System.nanoTime() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(200));
        assertThat(redis.usable()).isFalse();
        assertThat(end(redis.get("a"))).isEqualTo("redis is not connected yet");
        await().until(() -> redis.status().problem() != null);
        assertThat(end(redis.get("a"))).isEqualTo(reached("the connection is refused"));
        RedisStatus status = redis.status();
        assertThat(status.connected()).isFalse();
        assertThat(status.usable()).isFalse();
        assertThat(status.commands()).isZero();
        // More than one attempt, and one line.
        await().pollDelay(Duration.ofMillis(2500)).until(() -> true);
        assertThat(log.lines()).containsExactly(reached("the connection is refused"));

        server.restart();

        awaitUsable(Duration.ofSeconds(3));
        assertThat(end(redis.set("a", VALUE, HOUR))).isEqualTo(true);
        assertThat(log.lines()).containsExactly(reached("the connection is refused"), again());
        assertThat(redis.status().since()).isAfter(status.since());
        await().until(() -> recoveries.get() == 1);
    }

    @Test
    void oneThatTakesNoConnectionIsGivenUpInTheBackground() throws IOException {
        try (DeafServer deaf = new DeafServer()) {
            open("redis://" + deaf.address());

            await().atMost(Duration.ofSeconds(5)).until(() -> redis.status().problem() != null);
            assertThat(redis.status().problem()).contains("no connection comes about in time");
            assertThat(end(redis.get("a"))).isEqualTo(redis.status().problem());
        }
    }

    @Test
    void oneThatIsKilledAndStartedEmptyIsConnectedAgainAndHearsMessages() throws IOException {
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        open(server.url());
        redis.subscribe("epochs", messages::add);
        awaitUsable(Duration.ofSeconds(10));
        assertThat(end(redis.set("a", VALUE, HOUR))).isEqualTo(true);
        assertThat(end(redis.hashRaise("h", "n", 1))).isEqualTo(true);
        assertThat(end(redis.publish("epochs", "one"))).isEqualTo(1L);

        server.kill();

        awaitUnusable(Duration.ofSeconds(1));
        await().until(() -> log.lines().size() == 2);
        assertThat(String.valueOf(end(redis.get("a")))).contains("cannot be reached");

        server.restart();

        awaitUsable(Duration.ofSeconds(3));
        await().until(() -> recoveries.get() == 2);
        assertThat(end(redis.get("a"))).isNull();
        assertThat(end(redis.hashRaise("h", "n", 1))).isEqualTo(true);
        assertThat(end(redis.publish("epochs", "two"))).isEqualTo(1L);
        await().until(() -> List.copyOf(messages).equals(List.of("one", "two")));
        assertThat(log.lines()).containsExactly(connected(), reached("the connection was closed"), again());
    }

    @Test
    void losingTheConnectionForMessagesAloneIsTold() {
        openUsable();
        redis.subscribe("epochs", message -> {});
        await().until(() -> server.ask("PUBSUB", "NUMSUB", "epochs").contains(":1"));

        assertThat(server.ask("CLIENT", "KILL", "TYPE", "pubsub")).startsWith(":1");

        await().atMost(Duration.ofSeconds(5)).until(() -> recoveries.get() == 2 && redis.usable());
        assertThat(server.ask("PUBSUB", "NUMSUB", "epochs")).contains(":1");
    }

    @Test
    void oneThatFreezesUnderLoadHoldsNobodyUp() throws Exception {
        openUsual();
        await().until(() -> end(redis.set("a", VALUE, HOUR)).equals(true));
        try (RedisLoad load = new RedisLoad(redis, "a")) {
            load.awaitSuccesses(500);
            awaitUsable(Duration.ofSeconds(10));
            load.mark();

            server.freeze();

            awaitUnusable(Duration.ofSeconds(1));
            load.awaitMore(500);
            // Those that were under way or sent while there were not yet enough that had failed.
            long waited = load.waited();
            assertThat(waited).isBetween(5L, 200L + load.hiccupMillis());
            assertThat(load.longestMillis()).isLessThan(65 + load.hiccupMillis());
            assertThat(redis.status().timeouts()).isGreaterThanOrEqualTo(5);
            assertThat(redis.status().breaker()).isEqualTo(RedisStatus.Breaker.OPEN);
            long before = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                assertThat(redis.get("a").toCompletableFuture()).isCompletedExceptionally();
            }
            assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(1));
            assertThat(load.waited()).isEqualTo(waited);

            server.thaw();

            awaitUsable(Duration.ofSeconds(3));
            load.awaitSuccesses(500);
        }
        assertThat(log.lines().stream().distinct()).containsExactly(connected(), silent(), again());
    }

    @Test
    void oneThatStaysFrozenIsLeftAndFoundAgain() {
        openUsual();

        server.freeze();

        // Nobody asks anything: the pings alone find out.
        await().atMost(Duration.ofSeconds(6)).until(() -> !redis.status().connected());
        assertThat(redis.usable()).isFalse();

        server.thaw();

        awaitUsable(Duration.ofSeconds(4));
        await().until(() -> end(redis.set("a", VALUE, HOUR)).equals(true));
        await().until(() -> recoveries.get() >= 2);
        assertThat(log.lines().stream().distinct()).containsExactly(connected(), silent(), again());
    }

    @Test
    void oneThatIsSlowForAWhileKeepsItsConnection() throws IOException {
        openUsual();
        String id = clients();

        server.beSlow(Duration.ofMillis(1500));
        for (int i = 0; i < 5; i++) {
            assertThat(end(redis.get("a"))).isIn(silent(), null);
        }

        awaitUnusable(Duration.ofSeconds(1));
        assertThat(redis.status().connected()).isTrue();
        awaitUsable(Duration.ofSeconds(4));
        assertThat(clients()).isEqualTo(id);
    }

    /** Numbers of the connections of the gateway. */
    private String clients() {
        return server.ask("CLIENT", "LIST")
                .lines()
                .filter(line -> line.startsWith("id=") && !line.contains("cmd=client"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList()
                .toString();
    }

    @Test
    void oneThatIsFullGivesAndTakesNot() {
        openUsable();
        assertThat(end(redis.set("a", VALUE, HOUR))).isEqualTo(true);

        server.setMaxMemory(1);

        for (int i = 0; i < 20; i++) {
            assertThat(String.valueOf(end(redis.set("b", VALUE, HOUR)))).contains("OOM");
            assertThat(String.valueOf(end(redis.setAdd("s", "m", HOUR)))).contains("OOM");
            assertThat(end(redis.get("a"))).isEqualTo(VALUE);
        }
        assertThat(redis.usable()).isTrue();
        await().until(() -> log.lines().size() == 2);
        assertThat(log.lines().get(1))
                .startsWith("redis is full at " + server.address() + " (OOM ")
                .contains("maxmemory");

        server.setMaxMemory(0);

        assertThat(end(redis.set("b", VALUE, HOUR))).isEqualTo(true);
    }

    @Test
    void aWrongPasswordIsRefusedUntilItIsTheRightOne() {
        server.setPassword("other");

        open("redis://:s%40fe%2Fp@" + server.address());

        await().until(() -> redis.status().problem() != null);
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        assertThat(redis.usable()).isFalse();
        assertThat(log.lines()).hasSize(1);
        assertThat(log.lines().get(0))
                .startsWith("redis refuses the password at " + server.address() + " (WRONGPASS")
                .contains("set it in redis.url")
                .doesNotContain("s%40fe", "s@fe");

        server.setPassword("s@fe/p");

        awaitUsable(Duration.ofSeconds(3));
        assertThat(end(redis.set("a", VALUE, HOUR))).isEqualTo(true);
    }

    @Test
    void aMissingPasswordIsAskedFor() {
        server.setPassword("wanted");

        openUnusable(server.url());

        assertThat(redis.status().problem()).startsWith("redis wants a password at " + server.address());
    }

    @Test
    void aUserIsKnownByHisNameAndMayBeAllowedLittle() {
        assertThat(server.ask("ACL", "SETUSER", "teal", "on", ">pw", "~*", "+@all", "-role"))
                .startsWith("+OK");

        open("redis://teal:pw@" + server.address());
        awaitUsable(Duration.ofSeconds(10));

        assertThat(end(redis.set("a", VALUE, HOUR))).isEqualTo(true);
        assertThat(server.ask("ACL", "SETUSER", "teal", "-set")).startsWith("+OK");
        assertThat(String.valueOf(end(redis.set("a", VALUE, HOUR)))).contains("NOPERM", "rights");
        assertThat(redis.usable()).isTrue();
    }

    @Test
    void aUserWhoMayNotHearMessagesIsToldSo() {
        assertThat(server.ask("ACL", "SETUSER", "teal", "on", ">pw", "~*", "+@all", "resetchannels"))
                .startsWith("+OK");

        open("redis://teal:pw@" + server.address());
        awaitUsable(Duration.ofSeconds(10));
        redis.subscribe("epochs", message -> {});

        awaitUnusable(Duration.ofSeconds(5));
        await().untilAsserted(() -> assertThat(redis.status().problem()).contains("NOPERM", "channels", "rights"));
        assertThat(server.ask("ACL", "SETUSER", "teal", "&epochs")).startsWith("+OK");
        awaitUsable(Duration.ofSeconds(5));
    }

    private void openUnusable(String url) {
        open(url);
        await().until(() -> redis.status().problem() != null);
        assertThat(redis.usable()).isFalse();
    }

    @Test
    void oneThatBecomesAReplicaIsNotUsedUntilItIsNone() {
        openUsable();
        assertThat(end(redis.set("a", VALUE, HOUR))).isEqualTo(true);

        // Of nobody, so that it keeps what it has.
        assertThat(server.ask("REPLICAOF", "127.0.0.1", "1")).startsWith("+OK");

        assertThat(String.valueOf(end(redis.set("a", VALUE, HOUR)))).contains("is a replica");
        assertThat(redis.usable()).isFalse();
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        assertThat(redis.usable()).isFalse();
        assertThat(redis.status().problem()).contains("set redis.url to the master");

        assertThat(server.ask("REPLICAOF", "NO", "ONE")).startsWith("+OK");

        awaitUsable(Duration.ofSeconds(3));
        assertThat(end(redis.get("a"))).isEqualTo(VALUE);
    }

    @Test
    void whatIsUnderWayWhenItIsClosedFailsAtOnce() throws IOException {
        open(server.url());
        awaitUsable(Duration.ofSeconds(10));
        server.freeze();

        CompletionStage<byte[]> stage = redis.get("a");
        redis.close();

        assertThat(end(stage)).isInstanceOf(String.class);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("redis-")
                        || thread.getName().startsWith("lettuce-")));
    }
}
