/** {@code teal release}: how a service is taken from one upstream to another, step by step. */
@NullMarked
@CheckReturnValue
package io.teal.launcher.cli.release;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
