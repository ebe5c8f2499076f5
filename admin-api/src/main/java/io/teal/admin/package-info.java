/**
 * The admin API. {@link io.teal.admin.AdminApi} listens; {@code http} is what it says on the wire, {@code security} who may
 * say what, {@code revision} the one path by which the routing changes, {@code store} what survives a restart, {@code metrics}
 * what the gateway counts.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
