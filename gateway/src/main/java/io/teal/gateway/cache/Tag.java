package io.teal.gateway.cache;

/**
 * What an answer is to, for those who look for it or want it gone.
 *
 * @param base the knowledge base as asked for; empty where there is none
 * @param question normalised, for people
 * @param personal whether it is only for those who send the same {@code Authorization}
 */
public record Tag(String route, String service, String upstream, String base, String question, boolean personal) {
    /** Of an object and its header, its array and its fields. */
    private static final int STRING = 40;

    /** Bytes of heap, about. */
    int weight() {
        return STRING * 6
                + 2 * (route.length() + service.length() + upstream.length() + base.length() + question.length());
    }
}
