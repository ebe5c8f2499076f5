/**
 * Who calls and what they may do: tokens known by their SHA-256, those of an OpenID provider, names and passwords of a
 * directory; three roles, a brake on guessing, and the guard against browsers.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin.security;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
