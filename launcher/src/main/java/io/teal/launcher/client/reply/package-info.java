/** What the admin API answers, as records. What a reply leaves out is empty or 0, never null; what is new in it is passed over. */
@NullMarked
@CheckReturnValue
package io.teal.launcher.client.reply;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
