/** The executable. */
@NullMarked
@CheckReturnValue
package io.teal.launcher;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
