package io.teal.gateway.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.redis.Redis;
import io.teal.gateway.redis.RedisSettings;
import io.teal.gateway.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The epochs of two gateways that share one real Redis. */
class EpochsIT {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private RealRedis server;
    private final List<AutoCloseable> open = new ArrayList<>();
    private Epochs one;
    private Epochs other;

    @BeforeEach
    void start() throws IOException {
        server = RealRedis.start(folder);
        one = gateway();
        other = gateway();
        await().until(() -> one.shared() && other.shared());
    }

    private Epochs gateway() {
        Redis redis = Redis.open(new RedisSettings(server.url(), false, null, Duration.ofMillis(500)));
        Epochs epochs = new Epochs(redis, System::currentTimeMillis);
        open.addFirst(redis);
        open.addFirst(epochs);
        return epochs;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        server.close();
    }

    private static long[] of(Epochs epochs) {
        return epochs.of("chat", "blue", "hr_faq");
    }

    private static boolean changing(Epochs epochs) {
        return epochs.changing("chat", "blue", "hr_faq");
    }

    private boolean agree() {
        return Arrays.equals(of(one), of(other));
    }

    @Test
    void gatewaysAgreeFromTheBeginning() {
        assertThat(of(one)).containsExactly(of(other));
        assertThat(of(one)[0]).isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
        assertThat(server.ask("HGET", "teal:epochs", "all")).contains(Long.toString(of(one)[0]));
    }

    @Test
    void aRaiseIsSeenByTheOtherWithinASecond() {
        one.raise("chat", "blue", "HR-FAQ");
        await().atMost(SECOND).until(() -> of(other)[3] != 0 && agree());
        other.raise("chat", "blue");
        await().atMost(SECOND).until(() -> of(one)[2] != 0 && agree());
        one.raise("chat");
        await().atMost(SECOND).until(() -> of(other)[1] != 0 && agree());
        long before = of(one)[0];
        other.raiseAll();
        await().atMost(SECOND).until(() -> of(one)[0] > before && agree());
    }

    @Test
    void aChangeIsSeenByTheOther() {
        Change change = one.begin("chat", List.of("blue", "green"), "hr_faq");
        await().atMost(SECOND).until(() -> changing(other) && other.changing("chat", "green", "hr_faq"));
        Change second = other.begin("chat", List.of("blue"), "hr_faq");
        second.end();
        await().atMost(SECOND).until(() -> agree() && of(one)[3] < 0);

        assertThat(changing(one)).isTrue();
        assertThat(changing(other)).isTrue();
        change.end();
        await().atMost(SECOND).until(() -> !changing(other) && agree());
        assertThat(changing(one)).isFalse();
    }

    @Test
    void whatNoMessageToldIsFoundInTheHash() {
        String later = Long.toString(System.currentTimeMillis() + 1);
        assertThat(server.ask("HSET", "teal:epochs", "/chat/blue/hr_faq", later))
                .startsWith(":1");
        assertThat(server.ask("HSET", "teal:epochs", "/chat/blue/broken", "many"))
                .startsWith(":1");
        assertThat(server.ask("HSET", "teal:epochs", "nonsense", later)).startsWith(":1");

        await().atMost(Duration.ofSeconds(3))
                .until(() -> Long.toString(of(one)[3]).equals(later) && agree());
        assertThat(one.of("chat", "blue", "broken")[3]).isZero();
        one.raise("chat", "blue", "broken");
        await().atMost(SECOND).until(() -> other.of("chat", "blue", "broken")[3] > 0);
    }

    @Test
    void whatRedisHasLostItGetsBack() {
        one.raise("chat", "blue", "hr_faq");
        await().until(this::agree);
        String number = Long.toString(of(one)[3]);

        assertThat(server.ask("HSET", "teal:epochs", "/chat/blue/hr_faq", "5")).startsWith(":0");

        await().untilAsserted(() -> assertThat(server.ask("HGET", "teal:epochs", "/chat/blue/hr_faq"))
                .contains(number));
        assertThat(agree()).isTrue();
    }

    @Test
    void anEmptiedRedisMakesEverythingNew() {
        one.raise("chat", "blue", "hr_faq");
        await().until(this::agree);
        long[] before = of(one);

        assertThat(server.ask("FLUSHALL")).startsWith("+OK");

        await().until(() -> of(one)[0] > before[0] && of(other)[0] > before[0] && agree());
        assertThat(of(one)[3]).isEqualTo(before[3]);
        await().untilAsserted(() -> assertThat(server.ask("HGET", "teal:epochs", "/chat/blue/hr_faq"))
                .contains(Long.toString(before[3])));
        Epochs later = gateway();
        await().until(later::shared);
        assertThat(of(later)).containsExactly(of(one));
    }

    @Test
    void whatHappenedWhileRedisWasAwayIsToldAfterwards() throws IOException {
        long[] before = of(one);
        server.kill();
        await().until(() -> !one.shared() && !other.shared());
        one.raise("chat", "blue", "hr_faq");
        Change change = other.begin("chat", List.of("green"), "hr_faq");
        assertThat(of(other)[3]).isZero();

        server.restart();

        await().until(() -> one.shared() && other.shared() && agree() && of(other)[3] > 0);
        assertThat(of(one)[0]).as("it came back empty").isGreaterThan(before[0]);
        await().until(() -> one.changing("chat", "green", "hr_faq"));
        change.end();
        await().atMost(SECOND).until(() -> !one.changing("chat", "green", "hr_faq"));
    }

    @Test
    void aFrozenRedisIsNotTakenForCurrent() {
        server.freeze();
        one.raise("chat", "blue", "hr_faq");
        await().until(() -> !one.shared() && !other.shared());
        assertThat(of(one)[3]).isPositive();

        server.thaw();

        await().until(() -> one.shared() && other.shared() && agree());
        assertThat(of(other)[3]).isPositive();
    }

    @Test
    void thousandsOfBasesAreToldInPieces() {
        for (int i = 0; i < 3000; i++) {
            one.raise("chat", "blue", "base " + i);
        }

        await().until(() -> other.of("chat", "blue", "base 2999")[3] > 0 && other.of("chat", "blue", "base 0")[3] > 0);
        assertThat(server.ask("FLUSHALL")).startsWith("+OK");
        await().untilAsserted(
                        () -> assertThat(server.ask("HLEN", "teal:epochs")).isEqualTo(":3001\r\n"));
        assertThat(one.shared()).isTrue();
    }

    @Test
    void aHashThatIsTooLongBeginsAnew() {
        long before = of(one)[0];
        for (int i = 0; i < 201; i++) {
            List<String> command = new ArrayList<>(List.of("HSET", "teal:epochs"));
            for (int j = 0; j < 100; j++) {
                command.add("/chat/u" + i + "/b" + j);
                command.add("5");
            }
            assertThat(server.ask(command.toArray(String[]::new))).startsWith(":100");
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> of(one)[0] > before && agree());
    }
}
