/**
 * What is done for releases: one thread at one of the gateways looks at each of them every second, has the next move decided from
 * what shows, and writes it as a revision. What takes longer (hooks, questions, warming, proof) is begun when a release comes to a
 * state and its result is one of the things that show; whoever takes over begins it again. Watched texts in errors of servers are told
 * to the same hooks, by each gateway for itself.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin.release.drive;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
