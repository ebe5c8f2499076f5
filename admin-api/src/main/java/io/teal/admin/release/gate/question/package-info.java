/**
 * The questions of a gate: what is asked, what its answer must be like, and the file in which they stand. Knows nothing of how
 * they are asked.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin.release.gate.question;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
