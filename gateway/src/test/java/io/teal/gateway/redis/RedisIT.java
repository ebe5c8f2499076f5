package io.teal.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RealRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command, on a real Redis that is well. */
class RedisIT {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private RealRedis server;
    private Redis redis;

    @BeforeEach
    void start() throws IOException {
        server = RealRedis.start(folder);
        redis = Redis.open(new RedisSettings(server.url(), false, null, Duration.ofMillis(500)));
        await().until(redis::usable);
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    private static <T> T of(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void valuesAreKeptByteForByte() throws Exception {
        byte[] value = new byte[100_000];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) (i * 31);
        }

        assertThat(of(redis.get("金 key"))).isNull();
        assertThat(of(redis.set("金 key", value, HOUR))).isTrue();

        assertThat(of(redis.get("金 key"))).isEqualTo(value);
        assertThat(server.ask("GET", "金 key")).startsWith("$100000");
    }

    @Test
    void valuesLiveAsLongAsSaid() throws Exception {
        var unused = of(redis.set("long", bytes("a"), HOUR));
        var unused2 = of(redis.set("short", bytes("b"), Duration.ofMillis(30)));
        var unused3 = of(redis.set("none", bytes("c"), Duration.ZERO));

        assertThat(server.ask("PTTL", "long")).matches(":3(600000|599\\d{3})\r\n");
        await().until(() -> of(redis.get("short")) == null && of(redis.get("none")) == null);
        assertThat(of(redis.get("long"))).isEqualTo(bytes("a"));
    }

    @Test
    void onlyTheFirstSetsWhatIsAbsent() throws Exception {
        assertThat(of(redis.setIfAbsent("lock", bytes("mine"), HOUR))).isTrue();
        assertThat(of(redis.setIfAbsent("lock", bytes("yours"), HOUR))).isFalse();

        assertThat(of(redis.get("lock"))).isEqualTo(bytes("mine"));
        assertThat(server.ask("PTTL", "lock")).startsWith(":3");
    }

    @Test
    void onlyTheOwnerDeletes() throws Exception {
        var unused = of(redis.set("lock", bytes("mine"), HOUR));

        assertThat(of(redis.deleteIfEqual("lock", bytes("yours")))).isFalse();
        assertThat(of(redis.get("lock"))).isEqualTo(bytes("mine"));
        assertThat(of(redis.deleteIfEqual("lock", bytes("mine")))).isTrue();
        assertThat(of(redis.get("lock"))).isNull();
        assertThat(of(redis.deleteIfEqual("lock", bytes("mine")))).isFalse();
    }

    @Test
    void deletesAndCounts() throws Exception {
        var unused = of(redis.set("a", bytes("1"), HOUR));
        var unused2 = of(redis.set("b", bytes("2"), HOUR));

        assertThat(of(redis.delete(List.of("a", "b", "c")))).isEqualTo(2);
        assertThat(of(redis.delete(List.of()))).isZero();
        assertThat(of(redis.get("a"))).isNull();
    }

    @Test
    void hashesHaveFields() throws Exception {
        assertThat(of(redis.hashAll("h"))).isEmpty();
        assertThat(of(redis.hashSetIfAbsent("h", "知识库", "1"))).isTrue();
        assertThat(of(redis.hashSetIfAbsent("h", "知识库", "2"))).isFalse();
        assertThat(of(redis.hashSetIfAbsent("h", "other", "3"))).isTrue();

        assertThat(of(redis.hashAll("h"))).isEqualTo(Map.of("知识库", "1", "other", "3"));
    }

    @Test
    void aLongHashIsReadInPieces() throws Exception {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            List<String> command = new ArrayList<>(List.of("HSET", "h"));
            for (int j = 0; j < 100; j++) {
                fields.put("field " + i + "/" + j, "value " + j);
                command.addAll(List.of("field " + i + "/" + j, "value " + j));
            }
            assertThat(server.ask(command.toArray(String[]::new))).startsWith(":100");
        }

        assertThat(of(redis.hashAll("h"))).isEqualTo(fields);
        Matcher told = Pattern.compile("cmdstat_hscan:calls=(\\d+)").matcher(server.ask("INFO", "commandstats"));
        assertThat(told.find()).isTrue();
        assertThat(Integer.parseInt(told.group(1))).isBetween(3, 10);
    }

    @Test
    void numbersOnlyRise() throws Exception {
        assertThat(of(redis.hashRaise("h", "n", 5))).isTrue();
        assertThat(of(redis.hashRaise("h", "n", 5))).isFalse();
        assertThat(of(redis.hashRaise("h", "n", 4))).isFalse();
        assertThat(of(redis.hashRaise("h", "n", -5))).isFalse();
        assertThat(of(redis.hashAll("h"))).containsEntry("n", "5");
        assertThat(of(redis.hashRaise("h", "n", -6))).isTrue();
        assertThat(of(redis.hashAll("h"))).containsEntry("n", "-6");
        assertThat(of(redis.hashRaise("h", "n", 6))).isFalse();
        assertThat(of(redis.hashRaise("h", "n", 1_900_000_000_001L))).isTrue();
        assertThat(of(redis.hashRaise("h", "n", 1_900_000_000_000L))).isFalse();
        assertThat(of(redis.hashAll("h"))).containsEntry("n", "1900000000001");
    }

    @Test
    void whatIsNoNumberIsNothingToRiseAbove() throws Exception {
        assertThat(of(redis.hashSetIfAbsent("h", "n", "many"))).isTrue();

        assertThat(of(redis.hashRaise("h", "n", 1))).isTrue();
        assertThat(of(redis.hashAll("h"))).containsEntry("n", "1");
    }

    @Test
    void aNumberRisesToTheHighestWhoeverAsksAtTheSameTime() throws Exception {
        List<CompletionStage<Boolean>> raises = IntStream.rangeClosed(1, 200)
                .mapToObj(i -> redis.hashRaise("h", "n", (i * 37L) % 201))
                .toList();
        for (CompletionStage<Boolean> raise : raises) {
            var unused = of(raise);
        }

        assertThat(of(redis.hashAll("h"))).containsEntry("n", "200");
    }

    @Test
    void scriptsThatTheServerForgotAreSentAgain() throws Exception {
        assertThat(of(redis.hashRaise("h", "n", 1))).isTrue();
        assertThat(server.ask("SCRIPT", "FLUSH")).startsWith("+OK");

        assertThat(of(redis.hashRaise("h", "n", 2))).isTrue();
        assertThat(of(redis.hashRaise("h", "n", 2))).isFalse();
    }

    @Test
    void aSetLivesAsLongAsItsLongestLivedMember() throws Exception {
        assertThat(of(redis.setMembers("s"))).isEmpty();
        assertThat(of(redis.setAdd("s", "甲", HOUR))).isTrue();
        assertThat(of(redis.setAdd("s", "甲", Duration.ofSeconds(1)))).isFalse();
        assertThat(of(redis.setAdd("s", "乙", Duration.ofSeconds(1)))).isTrue();

        assertThat(of(redis.setMembers("s"))).isEqualTo(Set.of("甲", "乙"));
        assertThat(server.ask("PTTL", "s")).matches(":3(600000|599\\d{3})\r\n");
        assertThat(of(redis.setAdd("s", "丙", HOUR.multipliedBy(2)))).isTrue();
        assertThat(server.ask("PTTL", "s")).startsWith(":7");
    }

    @Test
    void messagesReachWhoeverSubscribed() throws Exception {
        Queue<String> first = new ConcurrentLinkedQueue<>();
        Queue<String> second = new ConcurrentLinkedQueue<>();
        redis.subscribe("epochs", message -> {
            throw new IllegalStateException("as a test");
        });
        redis.subscribe("epochs", first::add);
        redis.subscribe("other", second::add);
        await().until(() -> server.ask("PUBSUB", "NUMSUB", "epochs", "other").matches("(?s).*:1.*:1.*"));

        assertThat(of(redis.publish("epochs", "问"))).isEqualTo(1);
        assertThat(of(redis.publish("nobody", "x"))).isZero();
        assertThat(of(redis.publish("other", "y"))).isEqualTo(1);

        await().until(() ->
                List.copyOf(first).equals(List.of("问")) && List.copyOf(second).equals(List.of("y")));
    }

    @Test
    void oneThatSpeaksOnlyTheOldProtocolDoesAsWell() throws Exception {
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        AtomicInteger recoveries = new AtomicInteger();
        // Redis 5 knows no HELLO. ROLE is kept from many users.
        try (RealRedis old = RealRedis.start(
                        folder, "rename-command HELLO \"\"", "rename-command ROLE \"\"", "requirepass secret");
                Redis there = Redis.open(
                        new RedisSettings("redis://:secret@" + old.address(), false, null, Duration.ofMillis(500)))) {
            there.onRecovery(recoveries::incrementAndGet);
            there.subscribe("first", messages::add);
            there.subscribe("second", messages::add);
            there.subscribe("third", messages::add);
            await().until(there::usable);

            // Long enough for some pings on the connection for messages.
            for (int i = 0; i < 25; i++) {
                for (String channel : List.of("first", "second", "third")) {
                    assertThat(of(there.publish(channel, channel + i))).isEqualTo(1);
                }
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            }

            await().until(() -> messages.size() == 75);
            assertThat(Set.copyOf(messages)).hasSize(75);
            assertThat(of(there.hashRaise("h", "n", 1))).isTrue();
            assertThat(of(there.hashAll("h"))).containsEntry("n", "1");
            assertThat(recoveries).hasValue(1);
            assertThat(there.status().failures()).isZero();
        }
    }

    @Test
    void whoeverWaitsForItIsToldAtOnceWhenItIsUsable() throws Exception {
        CountDownLatch told = new CountDownLatch(2);
        AtomicInteger calls = new AtomicInteger();
        redis.onRecovery(() -> {
            calls.incrementAndGet();
            throw new IllegalStateException("as a test");
        });
        redis.onRecovery(told::countDown);
        redis.onRecovery(told::countDown);

        assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(calls).hasValue(1);
    }

    @Test
    void refusalsFailAndAreNoReasonToStopAsking() throws Exception {
        var unused = of(redis.set("text", bytes("x"), HOUR));

        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> of(redis.hashAll("text")))
                    .cause()
                    .isInstanceOf(RedisUnavailable.class)
                    .hasMessageContaining("WRONGTYPE")
                    .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
        }

        assertThat(redis.usable()).isTrue();
        assertThat(of(redis.get("text"))).isEqualTo(bytes("x"));
        await().until(() -> String.valueOf(redis.status().problem()).contains("WRONGTYPE"));
        RedisStatus status = redis.status();
        assertThat(status.connected()).isTrue();
        assertThat(status.usable()).isTrue();
        assertThat(status.commands()).isEqualTo(22);
        assertThat(status.failures()).isEqualTo(20);
        assertThat(status.timeouts()).isZero();
    }

    @Test
    void nothingIsSentToAClosedOne() throws Exception {
        redis.close();

        await().untilAsserted(() -> {
            assertThat(redis.get("a").toCompletableFuture()).isCompletedExceptionally();
            assertThatThrownBy(() -> of(redis.get("a"))).cause().hasMessage("redis was closed");
        });
        assertThat(redis.usable()).isFalse();
        redis.close();
    }

    @Test
    void closingEndsItsThreads() {
        assertThat(threads()).isNotEmpty();

        redis.close();

        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("redis-") || name.startsWith("lettuce-") || name.startsWith("parallel"))
                .toList();
    }
}
