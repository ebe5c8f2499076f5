/**
 * In which trace a request is. That is decided when it comes; until it is over one that is traced carries a few identifiers, of
 * which servers are told, and one that is not carries nothing.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.trace;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
