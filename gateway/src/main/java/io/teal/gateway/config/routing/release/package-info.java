/** The plan of releases in a service's configuration: read, and written in its canonical form. */
@NullMarked
@CheckReturnValue
package io.teal.gateway.config.routing.release;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
