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
final class Command<T extends @Nullable Object> implements Deadlines.Waiting {
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

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public boolean isDone() {
        return done.get();
    }

    /** Asks, and gives what was made of the answer. Once. */
    <R extends @Nullable Object> CompletionStage<T> send(Call<R> call, Function<? super R, ? extends T> result) {
        CompletionStage<R> answer;
        try {
            answer = call.on(period.link().commands());
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var unused = answer.<T>thenApply(result).whenComplete((value, error) -> {
            if (error != null) {
                failed(error);
            } else if (done.compareAndSet(false, true)) {
                period.answered();
                stage.complete(value);
            }
        });
        return stage;
    }

    private void failed(Throwable error) {
        if (done.compareAndSet(false, true)) {
            stage.completeExceptionally(watch.failed(period, error));
        }
    }

    @Override
    public void giveUp() {
        if (done.compareAndSet(false, true)) {
            stage.completeExceptionally(watch.timedOut(period));
        }
    }
}
