/** The admin API. */
@NullMarked
@CheckReturnValue
package io.teal.admin;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
