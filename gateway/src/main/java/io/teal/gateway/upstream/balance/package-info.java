/** How one of several servers with a free place is chosen; knows of a server only what the choice goes by. */
@NullMarked
@CheckReturnValue
package io.teal.gateway.upstream.balance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
