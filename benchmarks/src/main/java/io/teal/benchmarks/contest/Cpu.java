package io.teal.benchmarks.contest;

import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.Target;
import io.teal.benchmarks.tool.Wrk;
import io.teal.benchmarks.tool.WrkResult;
import io.teal.benchmarks.tool.WrongAnswers;
import java.time.Duration;

/**
 * What a run of load at saturation cost a proxy.
 *
 * @param perRequest processor time by request, in microseconds
 * @param perSecond requests by second
 * @param busy share of the time in which its core worked for it, in percent
 */
public record Cpu(Kind kind, double perRequest, double perSecond, double busy) {
    /**
     * Makes load on a contestant, and waits until it has come to rest. What counts are answers and processor time once the
     * connections are made.
     *
     * @param settle how long they may take
     * @param time all of it, in whole seconds
     * @throws WrongAnswers when an answer was wrong or there was none
     */
    public static Cpu measure(
            Wrk wrk, Contestant contestant, Target target, int connections, Duration settle, Duration time)
            throws WrongAnswers, ProxyFailure, InterruptedException {
        try (Wrk.Running running = wrk.start(target, connections, settle, time)) {
            running.awaitSettled();
            long before = contestant.cpuMicros();
            WrkResult result = running.result().answered();
            long used = contestant.cpuMicros() - before;
            contestant.awaitIdle();
            return new Cpu(
                    contestant.kind(),
                    (double) used / result.requests(),
                    result.perSecond(),
                    100.0 * used / result.micros());
        } catch (WrongAnswers e) {
            throw new WrongAnswers(contestant.kind().title() + ": " + e.getMessage(), e);
        }
    }
}
