package io.teal.admin.release;

import io.teal.admin.release.guard.Verdict;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known when it is decided how a release goes on.
 *
 * @param now the time of day, in the zone that schedules are meant in
 * @param ready whether a server of the new colour takes requests
 * @param otherReady whether a server of the old colour does
 * @param gate what came of the questions; null while they are asked
 * @param warm whether the answers that are asked for most are kept
 * @param unproven names of gateways that have not shown yet that the weights are in effect there
 * @param verdict of the guard; null before the first step
 * @param missing names of gateways whose figures are not in
 */
public record Facts(
        ZonedDateTime now,
        boolean ready,
        boolean otherReady,
        @Nullable GateResult gate,
        boolean warm,
        List<String> unproven,
        @Nullable Verdict verdict,
        List<String> missing) {
    public Facts {
        unproven = List.copyOf(unproven);
        missing = List.copyOf(missing);
    }

    /**
     * What came of the questions of a gate.
     *
     * @param kind what it comes to
     * @param sentence why, for people
     */
    public record GateResult(Verdict.Kind kind, String sentence) {}
}
