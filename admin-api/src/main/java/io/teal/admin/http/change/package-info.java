/** What changes between two routings, as JSON: how they differ, how a patch makes one of the other, and when a change is a repetition. */
@NullMarked
@CheckReturnValue
package io.teal.admin.http.change;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
