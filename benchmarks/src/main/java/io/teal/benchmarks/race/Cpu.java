package io.teal.benchmarks.race;

import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.contest.Kind;
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
record Cpu(Kind kind, double perRequest, double perSecond, double busy) {
    static Cpu measure(Wrk wrk, Contestant contestant, Target target, int connections, Duration time)
            throws WrongAnswers, ProxyFailure, InterruptedException {
        long before = contestant.cpuMicros();
        WrkResult result = run(wrk, contestant, target, connections, time);
        long used = contestant.cpuMicros() - before;
        contestant.awaitIdle();
        return new Cpu(
                contestant.kind(),
                (double) used / result.requests(),
                result.perSecond(),
                100.0 * used / result.micros());
    }

    private static WrkResult run(Wrk wrk, Contestant contestant, Target target, int connections, Duration time)
            throws WrongAnswers, ProxyFailure, InterruptedException {
        try {
            return wrk.run(target, connections, time).answered();
        } catch (WrongAnswers e) {
            throw new WrongAnswers(contestant.kind().title() + ": " + e.getMessage(), e);
        }
    }
}
