package io.teal.gateway.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command under way: it gets an answer or gives up, whichever is first, and what happened is counted before anybody hears
 * of it. Thread-safe.
 *
 * @param <T> what the caller gets
 */
final class Command<T extends @Nullable Object> {
    private final Watch watch;
    private final Period period;
    private final long deadline;
    private final CompletableFuture<T> stage = new CompletableFuture<>();
    private final AtomicBoolean done = new AtomicBoolean();

    /**
     * How the library is asked.
     *
     * @param <R> what it gives
     */
    @FunctionalInterface
    interface Call<R extends @Nullable Object> {
        CompletionStage<R> on(RedisClusterAsyncCommands<String, byte[]> commands);
    }

    Command(Watch watch, Period period, long deadline) {
        this.watch = watch;
        this.period = period;
        this.deadline = deadline;
    }

    /** When it gives up, by the clock of the {@link Deadlines}. */
    long deadline() {
        return deadline;
    }

    boolean isDone() {
        return done.get();
    }

    <R extends @Nullable Object> CompletionStage<T> send(Call<R> call, Function<? super R, ? extends T> result) {
        CompletionStage<R> answer;
        try {
            answer = call.on(period.link().commands());
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var unused = answer.whenComplete((value, error) -> {
            if (error != null) {
                failed(error);
            } else if (done.compareAndSet(false, true)) {
                period.answered();
                stage.complete(result.apply(value));
            }
        });
        return stage;
    }

    private void failed(Throwable error) {
        if (done.compareAndSet(false, true)) {
            stage.completeExceptionally(watch.failed(period, error));
        }
    }

    /** The time is over; nothing happens to one that is done. */
    void giveUp() {
        if (done.compareAndSet(false, true)) {
            stage.completeExceptionally(watch.timedOut(period));
        }
    }
}
