/** The gateway. */
@NullMarked
@CheckReturnValue
package io.teal.gateway;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
