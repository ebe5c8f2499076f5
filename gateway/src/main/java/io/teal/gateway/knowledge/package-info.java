/**
 * When answers get old: the {@linkplain io.teal.gateway.knowledge.Epochs numbers} that say which knowledge an answer was made
 * from, shared with other gateways, and the {@linkplain io.teal.gateway.knowledge.KnowledgeWatch probes} that see knowledge
 * change past the gateway.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.knowledge;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
