/**
 * HTTP/1.1 as bytes: what an instance reads is decoded by Netty, what it writes is put together here byte by byte, so
 * that header order, chunk borders, cuts and resets are under control. A {@link io.teal.simulator.wire.Listener} accepts,
 * each connection hands one {@link io.teal.simulator.wire.Exchange} at a time to the site behind it, and a
 * {@link io.teal.simulator.wire.Ledger} counts. This package knows nothing of chat, knowledge or faults.
 */
@NullMarked
@CheckReturnValue
package io.teal.simulator.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
