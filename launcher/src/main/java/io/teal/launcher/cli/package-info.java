/** The commands people type: what they ask the admin API for, and how the replies look on a terminal. */
@NullMarked
@CheckReturnValue
package io.teal.launcher.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
