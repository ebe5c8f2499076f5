/** Who may use a route, and what browsers are told. Decides on heads of requests alone and answers nobody itself. */
@NullMarked
@CheckReturnValue
package io.teal.gateway.access;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
