package io.teal.gateway.testing;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/**
 * Clients that each ask one request after the other on a connection of their own, all at the same time. Each has a thread of the
 * system: virtual ones hand every answer from thread to thread, which is seen in what is measured.
 */
public final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private volatile boolean stopped;

    /** What one client does for one request. */
    @FunctionalInterface
    public interface Step {
        /**
         * Asks once.
         *
         * @param client its connection
         * @param who number of the client, from 0
         * @param request number of the request among all of the load, from 0
         */
        void ask(PlainClient client, int who, long request) throws Exception;
    }

    private Load(int port, int clients, long requests, Step step) {
        for (int i = 0; i < clients; i++) {
            int who = i;
            threads.add(
                    Thread.ofPlatform().daemon().name("client-" + who).start(() -> work(port, who, requests, step)));
        }
    }

    private void work(int port, int who, long requests, Step step) {
        try (PlainClient client = new PlainClient(port)) {
            for (long request = asked.getAndIncrement();
                    request < requests && !stopped;
                    request = asked.getAndIncrement()) {
                try {
                    step.ask(client, who, request);
                } catch (Exception | AssertionError e) {
                    failures.add("client " + who + ": " + e);
                }
                done.incrementAndGet();
            }
        }
    }

    /** Starts clients that go on until {@link #stop}. */
    public static Load start(int port, int clients, Step step) {
        return new Load(port, clients, Long.MAX_VALUE, step);
    }

    /** Lets clients ask that many requests together and returns what failed. */
    public static List<String> run(int port, int clients, long requests, Step step) throws InterruptedException {
        Load load = new Load(port, clients, requests, step);
        return load.join();
    }

    /** Waits until that many more requests are done. */
    public void awaitMore(long requests) {
        long wanted = done.get() + requests;
        awaitDone(count -> count >= wanted);
    }

    private void awaitDone(LongPredicate enough) {
        await().atMost(PATIENCE).pollInterval(2, TimeUnit.MILLISECONDS).until(() -> enough.test(done.get()));
    }

    /** Lets every client finish the request it is at, and returns what failed in all. */
    public List<String> stop() throws InterruptedException {
        stopped = true;
        return join();
    }

    private List<String> join() throws InterruptedException {
        for (Thread thread : threads) {
            if (!thread.join(PATIENCE)) {
                failures.add(thread.getName() + " does not come to an end");
            }
        }
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        stopped = true;
    }
}
