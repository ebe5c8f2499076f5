/** The calls about releases: how one is started and told to go on, and where each stands. */
@NullMarked
@CheckReturnValue
package io.teal.admin.http.releases;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
