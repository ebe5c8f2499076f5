/**
 * What takes a bad colour back, decided from what was counted: {@link io.teal.admin.release.guard.Watch} goes over the seconds of
 * both colours and gives a {@link io.teal.admin.release.guard.Verdict}. No clock, no effects.
 *
 * <p>A guard looks again every second, for hours, and with each look chance has another try. Twenty looks at a 95 % interval are
 * a false alarm. So two things must come together before a colour is taken back:
 *
 * <ul>
 *   <li>its share of bad answers is above what is allowed, and above that of the other colour, by their Wilson intervals of 95 %;
 *   <li>the ratio of likelihoods speaks for it 200 to 1, with all looks together: once that it is above the limit, once that it
 *       is above the other colour. A colour that is not above sees such a ratio, ever, in at most one of 200 releases (Ville's
 *       inequality). See {@link io.teal.admin.release.guard.Claim}.
 * </ul>
 *
 * <p>The same ratio the other way round, 20 to 1 against a share three times as high, is what a step must see before it is over.
 */
@NullMarked
@CheckReturnValue
package io.teal.admin.release.guard;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
