/** The kinds of failure a request can end in, in one table. Knows nothing but the JDK. */
@NullMarked
@CheckReturnValue
package io.teal.gateway.failure;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
