package io.teal.gateway.cache;

/** Which kept answers are no longer wanted. */
public sealed interface Purge {
    /**
     * Those to one question.
     *
     * @param text as anybody would type it
     */
    record Question(String service, String text) implements Purge {}

    /**
     * Those made from a knowledge base.
     *
     * @param base empty for all bases
     */
    record Knowledge(String service, String base) implements Purge {}

    /** Those of a service. */
    record Service(String service) implements Purge {}

    /** All. */
    record All() implements Purge {}
}
