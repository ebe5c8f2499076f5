/**
 * Servers of models alone, as they stand behind Chatchat: {@link io.teal.simulator.modelserver.ModelChat} plays the OpenAI
 * chat endpoint that all of them have, a {@link io.teal.simulator.modelserver.Dialect} says it in the words of one, and
 * {@link io.teal.simulator.modelserver.ModelRoutes} adds what else each has. Framing, errors and what a leaving client
 * causes differ; the answers come from the same model.
 */
@NullMarked
@CheckReturnValue
package io.teal.simulator.modelserver;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
