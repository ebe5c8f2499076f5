/**
 * The description of the admin API as a page for people: one HTML document without scripts, made from the OpenAPI document
 * and nothing else, so that it cannot tell anything the description does not.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin.http.page;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
