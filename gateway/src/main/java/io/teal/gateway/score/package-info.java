/**
 * How near an answer is to another one, in numbers from 0 to 1: {@link io.teal.gateway.score.Scores}. Chinese and Japanese are
 * compared by their characters, other scripts by words, text that mixes them accordingly.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.score;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
