/**
 * What one client may take: how many requests in a period, and how many at a time. A refused request is refused at once;
 * nothing here waits, and where several gateways count together the request is called back. What is counted belongs to a client of a route and survives every revision.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.limit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
