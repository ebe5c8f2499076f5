/**
 * Knowledge bases: which exist on an instance, which files they hold, what generation their content is, the endpoints
 * that list, search and change them, and the temporary ones that live in one instance's memory only.
 */
@NullMarked
@CheckReturnValue
package io.teal.simulator.knowledge;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
