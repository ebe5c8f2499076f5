/**
 * Reads questions: what is asked of a server, and whether an answer to it may be kept.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.question;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
