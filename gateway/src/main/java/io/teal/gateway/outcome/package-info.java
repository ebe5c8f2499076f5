/** How a request can end, in one table. Knows nothing but the JDK. */
@NullMarked
@CheckReturnValue
package io.teal.gateway.outcome;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
