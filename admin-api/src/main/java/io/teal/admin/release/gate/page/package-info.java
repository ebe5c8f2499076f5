/** The report of a gate as a page for people: one HTML document that is complete in itself, without scripts. */
@NullMarked
@CheckReturnValue
package io.teal.admin.release.gate.page;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
