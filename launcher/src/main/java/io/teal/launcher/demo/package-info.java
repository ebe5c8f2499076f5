/**
 * What the demonstration has besides the gateway: simulated backends, a configuration that leads to them, things to try, a
 * prompt that makes things go wrong, and a show of releases.
 */
@NullMarked
@CheckReturnValue
package io.teal.launcher.demo;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
