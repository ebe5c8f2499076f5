/** The commands people type, apart from those that start something. */
@NullMarked
@CheckReturnValue
package io.teal.launcher.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
