/**
 * The access log: one line for each request that is over. A line is made on the request's event loop
 * ({@link io.teal.gateway.accesslog.AccessLog}), waits in a bounded queue, and is written by a thread of its own, so that a disk
 * that stalls costs lines and never time. What its keys mean stands in docs/access-log.md.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.accesslog;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
