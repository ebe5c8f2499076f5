/**
 * What happened, in numbers: {@link io.teal.gateway.stats.Stats} hands out counters and histograms that requests write to, and
 * makes {@linkplain io.teal.gateway.stats.Snapshot snapshots} for those who read. Writing takes no lock and allocates nothing.
 * What is told to people of each is in docs/metrics.md.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.stats;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
