/** Makes answers shorter for clients that can read them so; what it leaves alone passes as it is. */
@NullMarked
@CheckReturnValue
package io.teal.gateway.compression;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
