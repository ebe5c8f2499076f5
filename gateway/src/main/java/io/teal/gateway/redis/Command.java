package io.teal.gateway.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command under way: it gets an answer or gives up, whichever is first, and what happened is counted before anybody hears
 * of it. From then on it holds nothing, since it waits among the {@link Deadlines} a while longer. Thread-safe.
 *
 * @param <T> what the caller gets
 */
final class Command<T extends @Nullable Object> implements Deadlines.Waiting {
    private final Watch watch;
    private final Period period;
    private final long deadline;
    private final AtomicReference<@Nullable CompletableFuture<T>> stage;

    /**
     * How the library is asked.
     *
     * @param <R> what it gives
     */
    @FunctionalInterface
    interface Call<R extends @Nullable Object> {
        CompletionStage<R> on(RedisClusterAsyncCommands<String, byte[]> commands);
    }

    /**
     * Not sent yet; it may be given up before it is.
     *
     * @param promised what the caller gets
     */
    Command(Watch watch, Period period, CompletableFuture<T> promised, long deadline) {
        this.stage = new AtomicReference<>(promised);
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
        return stage.get() == null;
    }

    /** Asks, and promises what is made of the answer. Once. */
    <R extends @Nullable Object> void send(Call<R> call, Function<? super R, ? extends T> result) {
        CompletionStage<R> answer;
        try {
            answer = call.on(period.link().commands());
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var unused = answer.<T>thenApply(result).whenComplete((value, error) -> {
            CompletableFuture<T> waited = stage.getAndSet(null);
            if (waited == null) {
                return;
            }
            if (error == null) {
                period.answered();
                waited.complete(value);
            } else {
                waited.completeExceptionally(watch.failed(period, error));
            }
        });
    }

    @Override
    public void giveUp() {
        CompletableFuture<T> waited = stage.getAndSet(null);
        if (waited != null) {
            waited.completeExceptionally(watch.timedOut(period));
        }
    }
}
