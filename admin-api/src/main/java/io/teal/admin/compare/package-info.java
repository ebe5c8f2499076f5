/**
 * The colours of a service beside each other: what was seen of each, how sure that is, and in plain words whether one is worse.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin.compare;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
