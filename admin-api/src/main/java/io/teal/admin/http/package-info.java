/**
 * The admin API on the wire. A request passes {@link io.teal.admin.http.AdminServer}: guard against browsers, token, then
 * {@link io.teal.admin.http.Endpoint} by path and method, role, media type, bounded body. Then its
 * {@link io.teal.admin.http.Endpoint.Action} answers on a virtual thread, every error becomes a
 * {@link io.teal.admin.http.Problem}, and {@link io.teal.admin.http.Reply} sends what it comes to. The calls themselves are in
 * {@code calls}.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
