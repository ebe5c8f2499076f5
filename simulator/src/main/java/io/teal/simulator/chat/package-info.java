/**
 * The chat endpoints of an instance and the language model behind them. A call becomes a question, the question's
 * documents come from the knowledge, its answer from {@link io.teal.simulator.chat.Answers}, and
 * {@link io.teal.simulator.chat.LanguageModel} gives the tokens out at the pace of a real one and with its failures.
 */
@NullMarked
@CheckReturnValue
package io.teal.simulator.chat;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
