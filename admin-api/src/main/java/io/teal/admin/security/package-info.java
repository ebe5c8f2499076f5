/** Who calls and what they may do: bearer tokens known by their SHA-256, three roles, and the guard against browsers. */
@NullMarked
@CheckReturnValue
package io.teal.admin.security;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
