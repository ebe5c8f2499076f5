/**
 * Servers and their living state: which one takes a request, how many it has, how long requests wait, when failures put it
 * out, or the whole upstream. State is kept by {@link io.teal.gateway.routing.ServerKey} and survives every revision; an
 * {@link io.teal.gateway.upstream.UpstreamGroup} guards that of one upstream by one short lock, under which nothing is
 * called back, logged or sent.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.upstream;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
