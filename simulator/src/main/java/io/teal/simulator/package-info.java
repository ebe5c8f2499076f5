/**
 * A fleet of simulated Langchain-Chatchat instances and model servers, for tests, benchmarks and the demo. It speaks the
 * wire format of the real ones to the byte, answers the same question always the same way, says in each answer which
 * instance and which generation of knowledge gave it, fails on demand, and counts what it was asked.
 *
 * <p>{@link io.teal.simulator.Fleet} starts {@linkplain io.teal.simulator.SimulatedServer servers} from
 * {@linkplain io.teal.simulator.Instance descriptions}. Inside, a request goes from {@code wire} (bytes) past
 * {@code fault} (what goes wrong) through {@code api} (routing in FastAPI's manners) to {@code chat} or
 * {@code modelserver} (which ask {@code answer}, the language model), {@code knowledge} or {@code probe} (plain helpers
 * below {@code /__fake/}); {@code pace} is the simulated time. {@code wire} and {@code pace} know none of the others,
 * {@code api} knows only them and {@code fault}, and no package knows this one.
 * All of a fleet shares a few event loops, and nothing blocks them: waiting is always a timer.
 */
@NullMarked
@CheckReturnValue
package io.teal.simulator;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
