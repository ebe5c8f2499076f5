package io.teal.benchmarks.tool;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
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
 * because the answer before it came late counts from the moment it was due. What is still due at the end is not sent.
 */
public final class PacedLoad {
    private static final long LEAD_NANOS = 50_000_000;
    private static final int SOME = 4096;
    /** The period of those who never wait. */
    private static final long NONE = 0;

    private final Target target;
    private final int connections;
    private final long period;
    private final long begin;
    private final long counted;
    private final long end;

    private PacedLoad(Target target, int connections, long period, Duration settle, Duration measure) {
        this.target = target;
        this.connections = connections;
        this.period = period;
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
        long period = Math.round(1e9 * connections / perSecond);
        return new PacedLoad(target, connections, period, settle, measure).run();
    }

    /** How many answers a second come when each connection asks again at once. */
    public static double most(Target target, int connections, Duration measure)
            throws WrongAnswers, InterruptedException {
        PacedLoad load = new PacedLoad(target, connections, NONE, Duration.ZERO, measure);
        return load.run().count() * 1e9 / measure.toNanos();
    }

    private Latencies run() throws WrongAnswers, InterruptedException {
        List<long[]> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Future<long[]>> lines = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int number = i;
                lines.add(threads.submit(() -> line(number)));
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
        long due = begin + period * number / connections;
        long[] nanos = new long[SOME];
        int count = 0;
        byte[][] requests = target.requests().stream()
                .map(request -> request.bytes(target.port()))
                .toArray(byte[][]::new);
        // Not all connections ask the same at the same time.
        int turn = number * requests.length / connections;
        try (Socket socket = KeptConnection.connect(target.port())) {
            OutputStream out = socket.getOutputStream();
            AnswerScan answer = new AnswerScan(socket.getInputStream(), target.field());
            while (due - end < 0 && System.nanoTime() - end < 0) {
                boolean free = System.nanoTime() - due < 0;
                sleepUntil(due);
                long sent = System.nanoTime();
                out.write(requests[turn]);
                answer.read();
                long done = System.nanoTime();
                check(answer, target.requests().get(turn));
                turn = (turn + 1) % requests.length;
                if (due - counted >= 0) {
                    if (count == nanos.length) {
                        nanos = Arrays.copyOf(nanos, 2 * count);
                    }
                    nanos[count++] = done - (free ? sent : due);
                }
                due = period == NONE ? done : due + period;
            }
        }
        return Arrays.copyOf(nanos, count);
    }

    private void check(AnswerScan answer, Request request) throws WrongAnswers {
        if (answer.status() != 200) {
            throw new WrongAnswers("status " + answer.status());
        }
        if (answer.length() != request.length()) {
            throw new WrongAnswers(answer.length() + " bytes instead of " + request.length());
        }
        if (!answer.matches()) {
            throw new WrongAnswers("an answer without " + target.field());
        }
    }

    private static void sleepUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
