/**
 * Text to a tree that knows its places, and back. Reads YAML and JSON into {@link io.teal.gateway.config.text.Node}s, hands
 * out typed values that complain with file, path, line and column, and writes trees as canonical JSON or YAML. Knows
 * nothing of what the keys mean.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.config.text;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
