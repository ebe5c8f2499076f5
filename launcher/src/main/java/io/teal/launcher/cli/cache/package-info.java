/** The commands about kept answers. */
@NullMarked
@CheckReturnValue
package io.teal.launcher.cli.cache;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
