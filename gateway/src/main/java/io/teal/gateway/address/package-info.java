/** IP addresses and networks as values, and which of the addresses a request brings is its client's. Nothing is looked up. */
@NullMarked
@CheckReturnValue
package io.teal.gateway.address;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
