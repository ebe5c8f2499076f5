/** The page of the admin API, looked at as a text, as XML and in a browser. */
package io.teal.admin.http.page;
