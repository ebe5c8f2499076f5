/**
 * The chat endpoints of the three lines of Chatchat, each in its own form: documents first or last, JSON spaced or compact
 * or inside of JSON, failures told or kept quiet. {@link io.teal.simulator.chat.ChatRoutes} says which line has which.
 */
@NullMarked
@CheckReturnValue
package io.teal.simulator.chat;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
