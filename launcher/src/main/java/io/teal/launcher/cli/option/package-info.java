/** Options that several commands have in common. */
@NullMarked
@CheckReturnValue
package io.teal.launcher.cli.option;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
