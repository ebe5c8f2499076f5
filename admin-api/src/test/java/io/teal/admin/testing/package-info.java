/** Fakes and harnesses of the admin API's tests. */
package io.teal.admin.testing;
