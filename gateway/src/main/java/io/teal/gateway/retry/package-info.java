/**
 * Whether a request may be tried again: by what happened, by what the route grants, and within a share of the recent requests
 * of the upstream. Makes no attempt itself.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.retry;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
