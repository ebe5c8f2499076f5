/** Callers whose name and password a directory knows: a bind as the user, and a search for the groups as the same. */
@NullMarked
@CheckReturnValue
package io.teal.admin.security.ldap;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
