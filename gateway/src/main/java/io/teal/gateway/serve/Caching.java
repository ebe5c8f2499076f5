package io.teal.gateway.serve;

import io.teal.gateway.cache.AnswerCache;
import io.teal.gateway.knowledge.Epochs;
import java.util.function.LongSupplier;

/**
 * What all routes share of the answer cache, over all revisions.
 *
 * @param cache what is kept
 * @param epochs how often knowledge has changed
 * @param flights what is under way
 * @param epochMillis the time of day, milliseconds since 1970
 */
public record Caching(AnswerCache cache, Epochs epochs, Flights flights, LongSupplier epochMillis) {}
