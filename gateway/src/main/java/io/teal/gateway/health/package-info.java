/**
 * Active checks: a request to each server on an interval, and what is concluded from the answers. Knows nothing of leases
 * or ejection; it only tells whoever listens when a server turns from healthy to unhealthy or back.
 * {@link io.teal.gateway.health.OwnConnections} serve all that the gateway itself asks servers.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.health;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
