/**
 * How a release goes on: {@link io.teal.admin.release.Course} decides what comes next by what is known, and
 * {@link io.teal.admin.release.Orders} what people may tell it. What takes a bad colour back is in
 * {@link io.teal.admin.release.guard}. All of this is free of effects and has no clock: who drives a release asks, and publishes what is
 * decided.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin.release;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
