/** Which route a request takes and which upstream of its service: decisions on the model alone, without sockets. */
@NullMarked
@CheckReturnValue
package io.teal.gateway.matching;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
