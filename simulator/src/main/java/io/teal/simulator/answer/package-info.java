/**
 * The language model of an instance: {@link io.teal.simulator.answer.Answers} knows what it says,
 * {@link io.teal.simulator.answer.LanguageModel} gives that out token by token at the pace of a real one and with its
 * failures, a {@link io.teal.simulator.answer.TokenSink} takes it, and {@link io.teal.simulator.answer.Generations} counts.
 */
@NullMarked
@CheckReturnValue
package io.teal.simulator.answer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
