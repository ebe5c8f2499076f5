/** The description of the API as the server goes by it: which operations there are, who may ask for them, and whether a request is as described. */
@NullMarked
@CheckReturnValue
package io.teal.admin.http.contract;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
