/**
 * What happens to a gateway that operators want to hear of at once: {@link io.teal.gateway.event.EventLog} keeps the last thousand
 * events and calls whoever listens, {@link io.teal.gateway.event.Sightings} tells of watched texts in errors.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
