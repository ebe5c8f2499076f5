/**
 * Traces: which request belongs to which trace is decided when it comes, and its spans are made from its record when it is over. In
 * between a request that is traced carries a few identifiers, and one that is not carries nothing.
 */
@NullMarked
package io.teal.gateway.trace;

import org.jspecify.annotations.NullMarked;
