/**
 * What became of the last requests: each {@link io.teal.gateway.recent.RequestRecord} is filled in on the request's way, told
 * in the access log, and kept among the {@link io.teal.gateway.recent.RecentRequests} until newer ones take its place. Of what
 * a client asks, shows or gets nothing is kept.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.recent;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
