package io.teal.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.redis.link.RedisAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommandTest {
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1);
    private final Watch watch = new Watch(
            new RedisSettings("redis://h", false, null, Duration.ofMillis(50)),
            RedisAddress.of("redis://h", false),
            thread);
    private final CompletableFuture<String> promised = new CompletableFuture<>();
    private final Command<String> command = new Command<>(watch, new Period(null), promised, 0);

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @Test
    void whatCannotBeAskedFails() {
        command.send(
                commands -> {
                    throw new IllegalStateException("no link");
                },
                nothing -> "");

        assertThat(promised).isCompletedExceptionally();
    }

    /** The thread that sends it may be held up for longer than a command may take. */
    @Test
    void itMayBeGivenUpBeforeItIsSent() {
        // Given
        command.giveUp();
        assertThat(promised).isCompletedExceptionally();

        // When
        command.send(commands -> CompletableFuture.completedFuture(7), number -> "late");

        // Then
        assertThat(promised).isCompletedExceptionally();
        assertThat(command.isDone()).isTrue();
    }
}
