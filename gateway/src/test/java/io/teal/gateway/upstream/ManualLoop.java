package io.teal.gateway.upstream;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A loop whose clock only moves when told: what is put on its context runs with {@link #run}, its timers with
 * {@link #advance}. Answers the few calls of {@link Vertx} and {@link Context} that waiting needs and fails on any other.
 */
final class ManualLoop implements LongSupplier {
    private final AtomicLong now;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Queue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));
    private final Vertx vertx = proxy(Vertx.class, (proxy, method, arguments) -> switch (method.getName()) {
        case "setTimer" -> set((Long) arguments[0], arguments[1]);
        case "cancelTimer" -> cancel((Long) arguments[0]);
        default -> throw new UnsupportedOperationException(method.toString());
    });
    private final Context context = proxy(Context.class, (proxy, method, arguments) -> {
        if (!method.getName().equals("runOnContext")) {
            throw new UnsupportedOperationException(method.toString());
        }
        Handler<Void> task = handler(arguments[0]);
        synchronized (this) {
            tasks.add(() -> task.handle(null));
        }
        return null;
    });
    private long timerIds;

    ManualLoop() {
        this(1_000_000_000_000L);
    }

    ManualLoop(long start) {
        now = new AtomicLong(start);
    }

    Vertx vertx() {
        return vertx;
    }

    Context context() {
        return context;
    }

    @Override
    public long getAsLong() {
        return now.get();
    }

    synchronized int timers() {
        return timers.size();
    }

    /** Runs what was put on the context, and what that puts there. */
    void run() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    /** Moves the clock, running each timer at its time. */
    void advance(long millis) {
        long end = now.get() + millis * 1_000_000;
        for (Timer timer = due(end); timer != null; timer = due(end)) {
            now.set(Math.max(now.get(), timer.due()));
            timer.task().handle(timer.id());
            run();
        }
        now.set(end);
    }

    private synchronized Runnable next() {
        return tasks.poll();
    }

    private synchronized Timer due(long end) {
        return !timers.isEmpty() && timers.peek().due() <= end ? timers.poll() : null;
    }

    private synchronized long set(long millis, Object task) {
        timers.add(new Timer(++timerIds, now.get() + millis * 1_000_000, handler(task)));
        return timerIds;
    }

    private synchronized boolean cancel(long id) {
        return timers.removeIf(timer -> timer.id() == id);
    }

    @SuppressWarnings("unchecked")
    private static <T> Handler<T> handler(Object handler) {
        return (Handler<T>) handler;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(ManualLoop.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private record Timer(long id, long due, Handler<Long> task) {}
}
