/** Callers with tokens that an OpenID provider has signed: its keys are fetched, kept and renewed beside the requests. */
@NullMarked
@CheckReturnValue
package io.teal.admin.security.oidc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
