/** What the answers of servers taught about time: how long a first token takes, how long a whole answer. */
@NullMarked
@CheckReturnValue
package io.teal.gateway.upstream.learned;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
