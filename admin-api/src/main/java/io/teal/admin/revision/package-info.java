/** The history of the routing and the one path by which it grows: check, make, store, publish, answer; one at a time. */
@NullMarked
@CheckReturnValue
package io.teal.admin.revision;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
