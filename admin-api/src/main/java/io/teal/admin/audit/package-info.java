/**
 * Who did what, when, from where and with which result: also what failed and what was refused. Append-only; each record carries
 * the hash of the one before, so that nobody changes the past without being found out.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
