/** A fleet of simulated Langchain-Chatchat instances. */
@NullMarked
@CheckReturnValue
package io.teal.simulator;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
