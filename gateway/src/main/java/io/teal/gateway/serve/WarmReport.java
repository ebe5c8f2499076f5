package io.teal.gateway.serve;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of asking an upstream the questions that are asked most.
 *
 * @param asked how many were asked of its servers
 * @param stored how many of the answers are kept now
 * @param alreadyThere how many answers were kept, or under way, already
 * @param failed how many were not, by the reason
 * @param took how long it took
 */
public record WarmReport(int asked, int stored, int alreadyThere, Map<String, Integer> failed, Duration took) {
    public WarmReport {
        failed = Collections.unmodifiableMap(new TreeMap<>(failed));
    }
}
