package io.teal.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RealRedis;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three masters, and a replica of the first. */
class RedisClusterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final int SLOTS = 16_384;
    private static final int MASTERS = 3;
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);
    private static final Duration HOUR = Duration.ofHours(1);
    // Five processes share what the machine has.
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    @TempDir
    Path folder;

    private final List<RealRedis> nodes = new ArrayList<>();
    private RedisLog log;
    private Redis redis;

    @BeforeEach
    void start() throws Exception {
        log = new RedisLog();
        for (int i = 0; i <= MASTERS; i++) {
            nodes.add(RealRedis.start(
                    folder, "cluster-enabled yes", "cluster-node-timeout 1500", "cluster-config-file nodes.conf"));
        }
        for (int i = 0; i < MASTERS; i++) {
            List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS)
                    .forEach(slot -> command.add(Integer.toString(slot)));
            assertThat(nodes.get(i).ask(command.toArray(String[]::new))).startsWith("+OK");
        }
        for (RealRedis node : nodes) {
            assertThat(node.ask(
                            "CLUSTER",
                            "MEET",
                            "127.0.0.1",
                            Integer.toString(nodes.get(0).port())))
                    .startsWith("+OK");
        }
        String first =
                nodes.get(0).ask("CLUSTER", "MYID").lines().skip(1).findFirst().orElseThrow();
        await().atMost(PATIENCE)
                .until(() ->
                        nodes.get(MASTERS).ask("CLUSTER", "REPLICATE", first).startsWith("+OK"));
        for (RealRedis node : nodes) {
            await().atMost(PATIENCE).until(() -> {
                String info = node.ask("CLUSTER", "INFO");
                return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:4");
            });
        }
        await().atMost(PATIENCE)
                .until(() -> nodes.get(MASTERS).ask("INFO", "replication").contains("master_link_status:up"));
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            redis.close();
        }
        nodes.forEach(RealRedis::close);
        log.close();
    }

    private void open() {
        redis = Redis.open(
                new RedisSettings("redis://127.0.0.1:1," + nodes.get(1).address(), true, null, TIMEOUT));
        await().atMost(PATIENCE).until(redis::usable);
    }

    private static <T> T of(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private List<String> keys() {
        return IntStream.range(0, 60).mapToObj(i -> "key-" + i).toList();
    }

    @Test
    void everyCommandFindsItsNode() throws Exception {
        open();
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        redis.subscribe("epochs", messages::add);

        for (String key : keys()) {
            assertThat(of(redis.set(key, VALUE, HOUR))).isTrue();
            assertThat(of(redis.get(key))).isEqualTo(VALUE);
            assertThat(of(redis.hashRaise("h" + key, "n", 1))).isTrue();
        }
        for (RealRedis node : nodes) {
            assertThat(node.ask("DBSIZE")).doesNotStartWith(":0");
        }
        assertThat(of(redis.delete(keys()))).isEqualTo(60);
        assertThat(of(redis.setAdd("s", "m", HOUR))).isTrue();
        assertThat(of(redis.deleteIfEqual("lock", VALUE))).isFalse();
        await().until(() -> of(redis.publish("epochs", "x")) >= 0 && messages.contains("x"));
    }

    @Test
    void aMasterThatIsKilledIsReplaced() throws Exception {
        open();
        for (String key : keys()) {
            assertThat(of(redis.set(key, VALUE, HOUR))).isTrue();
        }

        nodes.get(0).kill();

        awaitReplaced();
    }

    @Test
    void aMasterThatIsFrozenIsReplaced() throws Exception {
        open();
        for (String key : keys()) {
            assertThat(of(redis.set(key, VALUE, HOUR))).isTrue();
        }

        nodes.get(0).freeze();

        awaitReplaced();
    }

    private void awaitReplaced() {
        await().atMost(PATIENCE).until(() -> !redis.usable());
        await().atMost(PATIENCE).until(redis::usable);
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (String key : keys()) {
                assertThat(of(redis.get(key))).isEqualTo(VALUE);
            }
        });
        assertThat(nodes.get(MASTERS).ask("ROLE")).contains("master");
    }

    @Test
    void closingEndsItsThreads() {
        open();

        redis.close();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch(name -> name.startsWith("redis-")
                        || name.startsWith("lettuce-")
                        || name.startsWith("parallel-")
                        || name.startsWith("boundedElastic-")));
    }

    @Test
    void aNodeThatIsAskedAsIfItWereAloneSaysSo() {
        redis = Redis.open(new RedisSettings(nodes.get(0).url(), false, null, TIMEOUT));
        await().until(redis::usable);

        for (String key : keys()) {
            var unused = redis.get(key);
        }

        await().until(() -> redis.status().problem() != null);
        assertThat(redis.status().problem()).contains("is a node of a cluster; set redis.cluster: true");
    }
}
