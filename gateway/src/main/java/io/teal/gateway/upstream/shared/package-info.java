/**
 * What gateways that share servers tell each other of them, and what follows for the choice of a server here: how much it
 * probably has to do for others, and how many of its places are theirs.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.upstream.shared;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
