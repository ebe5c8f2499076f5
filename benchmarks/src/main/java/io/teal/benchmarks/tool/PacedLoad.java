package io.teal.benchmarks.tool;

import io.teal.benchmarks.load.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Load at an even rate, whatever the answers take. Each connection has a thread and its own beat, and the beats are evenly
 * apart, so that requests do not come in bursts. A request counts from the moment it is sent; one that had to wait
 * because the answer before it came late counts from the moment it was due.
 */
public final class PacedLoad {
    private static final long LEAD_NANOS = 50_000_000;

    private final Target target;
    private final int connections;
    private final double perSecond;
    private final long begin;
    private final long counted;
    private final long end;

    private PacedLoad(Target target, int connections, double perSecond, Duration settle, Duration measure) {
        this.target = target;
        this.connections = connections;
        this.perSecond = perSecond;
        this.begin = System.nanoTime() + LEAD_NANOS;
        this.counted = begin + settle.toNanos();
        this.end = counted + measure.toNanos();
    }

    /**
     * Makes load and returns when it is over.
     *
     * @param perSecond requests by second, over all connections
     * @param settle how long nothing counts yet
     * @throws WrongAnswers when an answer was wrong, a connection broke, or there was none
     */
    public static Latencies run(Target target, int connections, double perSecond, Duration settle, Duration measure)
            throws WrongAnswers, InterruptedException {
        PacedLoad load = new PacedLoad(target, connections, perSecond, settle, measure);
        List<long[]> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Future<long[]>> lines = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int number = i;
                lines.add(threads.submit(() -> load.line(number)));
            }
            for (Future<long[]> line : lines) {
                all.add(line.get());
            }
        } catch (ExecutionException e) {
            throw new WrongAnswers("load broke off: " + e.getCause(), e);
        }
        long[] nanos = all.stream().flatMapToLong(Arrays::stream).toArray();
        if (nanos.length == 0) {
            throw new WrongAnswers("not one answer");
        }
        return new Latencies(nanos);
    }

    private long[] line(int number) throws IOException, WrongAnswers {
        long period = Math.round(1e9 * connections / perSecond);
        long due = begin + period * number / connections;
        long[] nanos = new long[(int) Math.max(1, (end - counted) / period + 2)];
        int count = 0;
        byte[][] requests = target.requests().stream()
                .map(request -> request.bytes(target.port()))
                .toArray(byte[][]::new);
        // Not all connections ask the same at the same time.
        int turn = number * requests.length / connections;
        try (KeptConnection connection = KeptConnection.open(target.port())) {
            for (; due - end < 0; due += period) {
                boolean free = System.nanoTime() - due < 0;
                sleepUntil(due);
                long sent = System.nanoTime();
                Reply reply = connection.exchange(requests[turn]);
                long done = System.nanoTime();
                check(reply, target.requests().get(turn));
                turn = (turn + 1) % requests.length;
                if (due - counted >= 0 && count < nanos.length) {
                    nanos[count++] = done - (free ? sent : due);
                }
            }
        }
        return Arrays.copyOf(nanos, count);
    }

    private void check(Reply reply, Request request) throws WrongAnswers {
        if (reply.status() != 200) {
            throw new WrongAnswers("status " + reply.status());
        }
        int length = KeptConnection.length(reply);
        if (length != request.length()) {
            throw new WrongAnswers(length + " bytes instead of " + request.length());
        }
        if (!target.matches(reply)) {
            throw new WrongAnswers("an answer without " + target.field());
        }
    }

    private static void sleepUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
