package io.teal.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RealRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master, a replica and a sentinel, who makes the replica the master when he hears nothing of the other for half a second. */
class RedisSentinelIT {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration FAILOVER = Duration.ofSeconds(25);
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final AtomicInteger recoveries = new AtomicInteger();
    private RedisLog log;
    private RealRedis master;
    private RealRedis replica;
    private RealRedis sentinel;
    private Redis redis;

    @BeforeEach
    void start() {
        log = new RedisLog();
    }

    @AfterEach
    void stop() {
        for (AutoCloseable one : new AutoCloseable[] {redis, sentinel, replica, master, log}) {
            if (one != null) {
                try {
                    one.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private void startServers() throws IOException {
        master = RealRedis.start(folder);
        replica = RealRedis.start(folder, "replicaof 127.0.0.1 " + master.port());
        sentinel = RealRedis.startSentinel(
                folder,
                "sentinel monitor first 127.0.0.1 " + master.port() + " 1",
                "sentinel down-after-milliseconds first 500",
                "sentinel failover-timeout first 3000");
        await().atMost(FAILOVER).until(() -> replica.ask("INFO", "replication").contains("master_link_status:up"));
        await().atMost(FAILOVER)
                .until(() -> sentinel.ask("SENTINEL", "MASTER", "first").contains("num-slaves\r\n$1\r\n1"));
    }

    private void open(String url) {
        redis = Redis.open(new RedisSettings(url, false, null, Duration.ofMillis(500)));
        redis.onRecovery(recoveries::incrementAndGet);
    }

    private String url() {
        // The first is nobody, as a sentinel may be that is down.
        return "redis-sentinel://127.0.0.1:1," + sentinel.address() + "/0#first";
    }

    private Object get(String key) throws Exception {
        return redis.get(key).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private boolean set(String key) throws Exception {
        return redis.set(key, VALUE, HOUR).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private void awaitTheOther() throws Exception {
        await().atMost(FAILOVER).until(() -> redis.usable() && recoveries.get() == 2);
        assertThat(replica.ask("ROLE")).contains("master");
        assertThat(get("before")).isEqualTo(VALUE);
        assertThat(set("after")).isTrue();
        assertThat(replica.ask("EXISTS", "after")).startsWith(":1");
    }

    private void openAndSet() throws Exception {
        open(url());
        await().until(redis::usable);
        assertThat(set("before")).isTrue();
        await().until(() -> replica.ask("EXISTS", "before").startsWith(":1"));
    }

    @Test
    void theReplicaIsAskedWhenTheMasterIsKilled() throws Exception {
        startServers();
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        openAndSet();
        redis.subscribe("epochs", messages::add);

        master.kill();

        awaitTheOther();
        var unused = redis.publish("epochs", "hello").toCompletableFuture().get(5, TimeUnit.SECONDS);
        await().until(() -> List.copyOf(messages).equals(List.of("hello")));
        assertThat(log.lines()).hasSize(3);
        assertThat(log.lines().get(2)).contains("can be used again at 127.0.0.1:1," + sentinel.address());
    }

    @Test
    void theReplicaIsAskedWhenTheMasterIsFrozen() throws Exception {
        startServers();
        openAndSet();

        master.freeze();

        awaitTheOther();

        // The old master finds out that it is none any more, and nobody is bothered by it.
        master.thaw();
        await().atMost(FAILOVER).until(() -> master.ask("ROLE").contains("slave"));
        assertThat(redis.usable()).isTrue();
        assertThat(set("later")).isTrue();
        assertThat(recoveries).hasValue(2);
    }

    @Test
    void closingEndsItsThreads() throws Exception {
        startServers();
        openAndSet();

        redis.close();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch(name -> name.startsWith("redis-")
                        || name.startsWith("lettuce-")
                        || name.startsWith("parallel-")
                        || name.startsWith("boundedElastic-")));
    }

    @Test
    void sentinelsMayWantThePasswordToo() throws Exception {
        master = RealRedis.start(folder);
        master.setPassword("secret");
        sentinel = RealRedis.startSentinel(
                folder,
                "requirepass secret",
                "sentinel monitor first 127.0.0.1 " + master.port() + " 1",
                "sentinel auth-pass first secret");
        sentinel.identifiedBy("secret");

        open("redis-sentinel://:secret@" + sentinel.address() + "#first");

        await().until(redis::usable);
        assertThat(set("a")).isTrue();
    }

    @Test
    void aMasterThatNobodyKnowsIsNamed() throws IOException {
        sentinel = RealRedis.startSentinel(folder, "sentinel monitor first 127.0.0.1 1 1");

        open("redis-sentinel://" + sentinel.address() + "#second");

        await().until(() -> redis.status().problem() != null);
        assertThat(redis.status().problem())
                .contains("the sentinels know no master named second; set the name after # in redis.url");
    }

    @Test
    void noSentinelIsAsBadAsNoServer() {
        open("redis-sentinel://127.0.0.1:1,127.0.0.1:2#first");

        await().until(() -> redis.status().problem() != null);
        assertThat(redis.status().problem())
                .isEqualTo("redis cannot be reached at 127.0.0.1:1,127.0.0.1:2 (sentinels of first): the connection is"
                        + " refused; answers are kept in memory only until it can");
    }
}
