/** How replies look on a terminal. */
@NullMarked
@CheckReturnValue
package io.teal.launcher.display;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
