/** The commands that change what serves. */
@NullMarked
@CheckReturnValue
package io.teal.launcher.cli.write;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
