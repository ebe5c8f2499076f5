/**
 * The manners of the Python stack around every endpoint: routing with FastAPI's 404, 405, 422 and redirects, JSON as
 * Starlette and {@code json.dumps} print it, and event streams as sse-starlette 1.8 and its kin frame them.
 */
@NullMarked
@CheckReturnValue
package io.teal.simulator.api;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
