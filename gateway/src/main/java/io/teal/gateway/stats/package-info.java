/**
 * What happened, in numbers: {@link io.teal.gateway.stats.Stats} hands out counters that requests write to, and makes
 * {@linkplain io.teal.gateway.stats.Snapshot snapshots} for those who read. Writing takes no lock and allocates nothing.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.stats;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
