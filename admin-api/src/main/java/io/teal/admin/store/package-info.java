/** What must outlive the process: an append-only, checksummed log of revisions in a directory that one process owns. */
@NullMarked
@CheckReturnValue
package io.teal.admin.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
