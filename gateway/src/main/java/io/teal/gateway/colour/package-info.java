/**
 * What shows of a colour whether it does its work: how the requests ended that its servers were asked for, and how quick they
 * were, second by second and over all gateways. Releases and comparisons go by it; what people are shown as metrics is counted in
 * {@link io.teal.gateway.stats}.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.colour;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
