/**
 * Several gateways with one routing. The log of revisions stands in Redis; whoever makes one appends it behind the one he has
 * seen, and everybody follows.
 *
 * <p>What is guaranteed. Writes are linearizable as long as Redis keeps what it acknowledged, or a gateway that knows it comes back
 * within two seconds after Redis did; one that comes to nothing is a write too. A write that cannot be agreed on is refused. Each
 * gateway's revision changes in one step, and only grows while that holds; beyond it the log in Redis counts. A gateway that hears messages follows at once, one that misses them within half a second, one that was cut
 * off within a second of its return.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin.fleet;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
