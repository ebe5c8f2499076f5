/** What the gateway counts, told to Prometheus: {@link io.teal.admin.metrics.Metrics} is asked once for each scrape. */
@NullMarked
@CheckReturnValue
package io.teal.admin.metrics;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
