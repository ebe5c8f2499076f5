package io.teal.gateway.cache;

/**
 * A question and how often it was asked since it was first, or since it was forgotten.
 *
 * @param base the knowledge base as asked for; empty where there is none
 * @param question normalised; the beginning of a long one
 * @param hits how often a kept answer was given
 */
public record TopQuestion(String service, String route, String base, String question, long asked, long hits) {}
