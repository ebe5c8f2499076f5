/** What those who know callers say of one: a sealed word that tells a wrong password from a server that is away. */
@NullMarked
@CheckReturnValue
package io.teal.admin.security.verdict;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
