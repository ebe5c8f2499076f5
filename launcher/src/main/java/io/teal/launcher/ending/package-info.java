/** How commands end: exit codes, and what people are told when something went wrong. */
@NullMarked
@CheckReturnValue
package io.teal.launcher.ending;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
