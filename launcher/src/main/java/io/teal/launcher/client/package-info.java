/** The admin API seen from the outside: asks over HTTP, reads the replies into records, names what went wrong. */
@NullMarked
@CheckReturnValue
package io.teal.launcher.client;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
