/**
 * What single steps of a request cost: the gateway's own classes under JMH. A class of benchmarks is public and not final,
 * because JMH makes subclasses of it and calls it from them, and its setup fails when what it measures gives a wrong answer.
 */
@NullMarked
@CheckReturnValue
package io.teal.benchmarks.micro;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
