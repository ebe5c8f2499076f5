package io.teal.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Lets a crowd ask. A user who is turned away and told when to come back comes back then with the same question; its time
 * runs from the first time it was asked. When the time is over the users finish what they wait for, and nothing that ends
 * then counts.
 */
public final class Users {
    private static final Crowd WARM_UP =
            new Crowd(6, Duration.ofMillis(20), Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(2));

    private final Crowd crowd;
    private final int port;
    private final Tally tally;
    private final long end;

    private Users(Crowd crowd, int port, long now) {
        this.crowd = crowd;
        this.port = port;
        long begin = now + crowd.settle().toNanos();
        this.end = begin + crowd.measure().toNanos();
        this.tally = new Tally(begin, end);
    }

    /**
     * Asks at a port of 127.0.0.1 and returns when the last user has gone.
     *
     * @param seed of the thinking times
     */
    public static Measured ask(Crowd crowd, int port, long seed) throws InterruptedException {
        Users users = new Users(crowd, port, System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> lives = new ArrayList<>();
            for (int user = 0; user < crowd.users(); user++) {
                int number = user;
                SplittableRandom own = random.split();
                lives.add(threads.submit(() -> users.live(number, own)));
            }
            for (Future<Integer> life : lives) {
                int unused = life.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a user gave up", e);
        }
        return users.tally.measured(crowd.users(), crowd.measure());
    }

    /** Asks for two seconds: the code of a process that has just started is slow, in a proxy, its servers and the users. */
    public static void warm(int port) throws InterruptedException {
        var unused = ask(WARM_UP, port, WARM_UP.users());
    }

    /** Returns how many questions it asked. */
    private int live(int user, SplittableRandom random) throws InterruptedException {
        try (Connection connection = new Connection(port, crowd.patience())) {
            // They do not all come at once.
            pause(random.nextDouble(1.5));
            int questions = 0;
            while (System.nanoTime() - end < 0) {
                ask(connection, "问题 " + user + "-" + ++questions);
                pause(random.nextDouble(0.5, 1.5));
            }
            return questions;
        }
    }

    private void ask(Connection connection, String question) throws InterruptedException {
        long start = System.nanoTime();
        Ending ending = connection.ask(question);
        while (ending instanceof Ending.Refused(Duration retryAfter)) {
            tally.refused(System.nanoTime());
            long back = System.nanoTime() + retryAfter.toNanos();
            if (back - end >= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.sleep(back - System.nanoTime());
            ending = connection.ask(question);
        }
        tally.ended(start, System.nanoTime(), ending);
    }

    /** Thinks so many times the mean, and not beyond the end. */
    private void pause(double means) throws InterruptedException {
        long wanted = (long) (crowd.think().toNanos() * means);
        long left = end - System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(Math.max(0, Math.min(wanted, left)));
    }
}
