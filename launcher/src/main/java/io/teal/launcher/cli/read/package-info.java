/** The commands that only look. */
@NullMarked
@CheckReturnValue
package io.teal.launcher.cli.read;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
