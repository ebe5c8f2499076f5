package io.teal.admin.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.admin.store.GateReports;
import io.teal.admin.testing.Pipe;
import io.teal.gateway.redis.Redis;
import io.teal.gateway.redis.RedisSettings;
import io.teal.gateway.testing.RealRedis;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of gates on two disks and in one real Redis, of which one gateway can be cut off. */
class SharedReportsIT {
    private static final String REPORT = "{\"at\":\"2026-03-03T10:00:00Z\",\"verdict\":\"fail\",\"summary\":\"不知道\"}";
    private static final String LATER = REPORT.replace("10:00", "11:00");

    @TempDir
    Path directory;

    private RealRedis redis;
    private Pipe pipe;
    private Redis cutOff;
    private Redis connected;
    private SharedReports asker;
    private SharedReports other;

    @BeforeEach
    void start() throws Exception {
        redis = RealRedis.start(directory);
        pipe = new Pipe(redis.port());
        cutOff = open("redis://127.0.0.1:" + pipe.port());
        connected = open(redis.url());
        asker = new SharedReports(new GateReports(directory.resolve("a")), cutOff);
        other = new SharedReports(new GateReports(directory.resolve("b")), connected);
        await().until(() -> cutOff.usable() && connected.usable());
    }

    @AfterEach
    void stop() throws Exception {
        cutOff.close();
        connected.close();
        pipe.close();
        redis.close();
    }

    private static Redis open(String url) {
        return Redis.open(new RedisSettings(url, false, null, Duration.ofSeconds(2)));
    }

    @Test
    void whatOneKeepsAllHaveForAMonth() throws Exception {
        asker.keep("chat-1", REPORT);

        assertThat(other.find("chat-1").json()).isEqualTo(REPORT);
        assertThat(other.find("chat-2")).isEqualTo(new SharedReports.Lookup(null, null));
        long left = Long.parseLong(
                redis.ask("TTL", SharedReports.KEY + "chat-1").substring(1).strip());
        assertThat(Duration.ofSeconds(left)).isBetween(SharedReports.KEPT.minusMinutes(1), SharedReports.KEPT);
    }

    /** Whoever asked first has an old one on his disk. */
    @Test
    void theNewestOneCountsWhoeverAsked() throws Exception {
        asker.keep("chat-1", REPORT);
        other.keep("chat-1", "{\"verdict\":\"pass\"}");

        assertThat(asker.find("chat-1").json()).isEqualTo("{\"verdict\":\"pass\"}");
    }

    @Test
    void withoutRedisTheAskerHasItAndTheOthersGetItLater() throws Exception {
        // Given
        other.keep("chat-1", REPORT.replace("10:00", "09:00"));
        pipe.cut();
        await().until(() -> !cutOff.usable());

        // When
        asker.keep("chat-1", REPORT);

        // Then
        assertThat(asker.find("chat-1").json()).isEqualTo(REPORT);
        assertThat(asker.find("chat-2").json()).isNull();
        assertThat(asker.find("chat-2").problem())
                .contains("Redis cannot be asked")
                .contains("did not ask the questions");
        pipe.mend();
        await().untilAsserted(() -> assertThat(other.find("chat-1").json()).isEqualTo(REPORT));
    }

    @Test
    void whatCouldNotBeSentDoesNotReplaceWhatWasFoundSince() throws Exception {
        // Given
        pipe.cut();
        await().until(() -> !cutOff.usable());
        asker.keep("chat-1", REPORT);
        other.keep("chat-1", LATER);

        // When
        pipe.mend();

        // Then
        await().untilAsserted(() -> assertThat(asker.find("chat-1").json()).isEqualTo(LATER));
        assertThat(other.find("chat-1").json()).isEqualTo(LATER);
    }

    @Test
    void anOlderOneIsNotTakenForOneThatIsTooLong() throws Exception {
        String report = "\"" + "a".repeat(SharedReports.LONGEST) + "\"";
        asker.keep("chat-1", REPORT);

        asker.keep("chat-1", report);

        assertThat(asker.find("chat-1").json()).isEqualTo(report);
        assertThat(other.find("chat-1")).isEqualTo(new SharedReports.Lookup(null, null));
    }

    @Test
    void whatIsTooLongForRedisIsOnTheDiskOfTheAsker() throws Exception {
        String report = "\"" + "a".repeat(SharedReports.LONGEST) + "\"";

        asker.keep("chat-1", report);

        assertThat(asker.find("chat-1").json()).isEqualTo(report);
        assertThat(other.find("chat-1")).isEqualTo(new SharedReports.Lookup(null, null));
    }
}
