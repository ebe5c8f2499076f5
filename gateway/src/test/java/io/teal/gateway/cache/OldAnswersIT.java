package io.teal.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.knowledge.Epochs;
import io.teal.gateway.redis.Redis;
import io.teal.gateway.redis.RedisSettings;
import io.teal.gateway.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers and epochs together: what is in Redis may outlive what says how old it is, and is not found then. */
class OldAnswersIT {
    @TempDir
    Path folder;

    /** One gateway's part in this. */
    private record Side(Redis redis, Epochs epochs, AnswerCache cache) implements AutoCloseable {
        static Side of(RealRedis server) {
            Redis redis = Redis.open(new RedisSettings(server.url(), false, null, Duration.ofMillis(500)));
            Side side = new Side(
                    redis,
                    new Epochs(redis, System::currentTimeMillis),
                    new AnswerCache(1 << 20, redis, System::currentTimeMillis));
            await().until(side.epochs()::shared);
            return side;
        }

        CacheKey key() {
            return Entries.key(1, epochs.of("chat", "blue", "hr_faq"));
        }

        @Nullable Entry find() throws Exception {
            Entry here = cache.inMemory(key());
            return here != null
                    ? here
                    : cache.inRedis(key())
                            .toCompletableFuture()
                            .get(5, TimeUnit.SECONDS)
                            .entry();
        }

        void keep() {
            Entry entry = Entries.entry("q", "a");
            cache.put(
                    key(), new Entry(entry.answer(), System.currentTimeMillis(), 1, entry.tag()), Duration.ofHours(1));
        }

        @Override
        public void close() {
            cache.close();
            epochs.close();
            redis.close();
        }
    }

    @Test
    void anAnswerIsFoundByTheOthersAndAfterARestart() throws Exception {
        try (RealRedis server = RealRedis.start(folder);
                Side one = Side.of(server)) {
            one.keep();
            try (Side other = Side.of(server)) {
                await().until(() -> other.find() != null);
            }
            try (Side restarted = Side.of(server)) {
                assertThat(restarted.find()).isNotNull();
            }
        }
    }

    @Test
    void lostEpochsReviveNoAnswer() throws Exception {
        try (RealRedis server = RealRedis.start(folder);
                Side one = Side.of(server)) {
            one.keep();
            CacheKey old = one.key();
            await().until(() -> server.ask("EXISTS", "teal:a:" + old.hex()).equals(":1\r\n"));

            assertThat(server.ask("DEL", "teal:epochs")).isEqualTo(":1\r\n");

            await().until(() -> !one.key().equals(old));
            assertThat(one.find()).isNull();
            try (Side later = Side.of(server)) {
                assertThat(later.find()).isNull();
            }
            assertThat(server.ask("EXISTS", "teal:a:" + old.hex()))
                    .as("is there, and not found")
                    .isEqualTo(":1\r\n");
        }
    }

    @Test
    void nobodyIsThereWhenTheEpochsAreLost() throws IOException, Exception {
        try (RealRedis server = RealRedis.start(folder)) {
            CacheKey old;
            try (Side one = Side.of(server)) {
                one.keep();
                old = one.key();
                await().until(() -> server.ask("EXISTS", "teal:a:" + old.hex()).equals(":1\r\n"));
            }
            assertThat(server.ask("DEL", "teal:epochs")).isEqualTo(":1\r\n");

            try (Side later = Side.of(server)) {
                assertThat(later.key()).isNotEqualTo(old);
                assertThat(later.find()).isNull();
            }
        }
    }

    @Test
    void aRaiseAtOneMakesTheAnswersOfTheOtherOld() throws Exception {
        try (RealRedis server = RealRedis.start(folder);
                Side one = Side.of(server);
                Side other = Side.of(server)) {
            one.keep();
            await().until(() -> other.find() != null);

            one.epochs().raise("chat", "blue", "hr_faq");

            assertThat(one.find()).isNull();
            await().atMost(Duration.ofSeconds(1)).until(() -> other.find() == null);
            other.keep();
            await().until(() -> one.find() != null);
            assertThat(Objects.requireNonNull(one.find()).tag().base()).isEqualTo("hr_faq");
        }
    }
}
