/**
 * The gate of a release: the new colour is asked questions before it gets a request of anybody.
 *
 * <p>A {@link io.teal.admin.release.gate.GateRun} asks what stands in a {@link io.teal.admin.release.gate.question.QuestionSet}
 * at a bounded rate, the other colour beside it where an answer is wanted for comparison. Each reply is judged by itself, then
 * the question by its repeats, then the whole by what a plan requires; what came out is a {@link
 * io.teal.admin.release.gate.GateReport}. Judging is pure. Who asks, and by which way, is not known here: that is an {@link
 * io.teal.admin.release.gate.Asker}.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin.release.gate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
