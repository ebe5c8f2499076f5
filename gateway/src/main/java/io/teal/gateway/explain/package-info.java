/** What would become of a request that nobody sent: told by the code that would decide it, which takes and changes nothing. */
@NullMarked
@CheckReturnValue
package io.teal.gateway.explain;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
