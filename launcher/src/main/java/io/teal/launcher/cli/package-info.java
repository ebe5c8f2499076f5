/**
 * The commands people type, apart from those that start something: {@code read} looks, {@code write} changes what serves,
 * {@code cache} is about kept answers, and {@code option} has what they share.
 */
@NullMarked
@CheckReturnValue
package io.teal.launcher.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
