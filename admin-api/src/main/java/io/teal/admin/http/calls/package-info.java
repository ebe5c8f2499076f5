/**
 * What the admin API can be asked: one class for each group of calls, put together by {@link io.teal.admin.http.calls.Calls}.
 * A call reads its parameters strictly, asks the gateway or the history, and answers in JSON.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin.http.calls;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
