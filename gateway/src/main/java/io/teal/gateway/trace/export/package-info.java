/**
 * Spans, made from the records of requests that are over, on their way to a collector. The only package that knows
 * OpenTelemetry's SDK.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.trace.export;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
