package io.teal.gateway.serve;

import io.teal.gateway.cache.CacheKey;
import io.teal.gateway.question.Meaning;
import io.teal.gateway.question.StreamedBody;
import io.vertx.core.buffer.Buffer;

/** A question as it is asked of a server, and under which key its answer is known. */
final class Inquiry {
    /** Where the paths of endpoints begin, behind whatever prefix. */
    private static final String[] ROOTS = {"/knowledge_base/", "/chat/", "/v1/"};

    private final CacheKey key;
    private final Meaning.Question question;
    private final Buffer sent;
    private final long[] epochs;
    private final boolean personal;

    /**
     * @param sent what the client sent; it is asked for as a stream where only that says all
     * @param epochs of the knowledge now
     * @param personal whether the answer is for those alone who show the same credentials
     */
    Inquiry(CacheKey key, Meaning.Question question, Buffer sent, long[] epochs, boolean personal) {
        this.key = key;
        this.question = question;
        this.sent = sent;
        this.epochs = epochs;
        this.personal = personal;
    }

    CacheKey key() {
        return key;
    }

    Meaning.Question question() {
        return question;
    }

    /** What is sent to the server; made when it is asked for, as most questions are never sent. */
    Buffer body() {
        boolean asStream = question.shape().askedAsStream() && !question.streamed();
        return asStream ? Buffer.buffer(StreamedBody.of(sent.getBytes())) : sent;
    }

    /** The epochs of the knowledge when it was asked. */
    long[] epochs() {
        return epochs;
    }

    /** Whether the answer is for those alone who show the same credentials. */
    boolean personal() {
        return personal;
    }

    /** Where the question is asked, apart from the endpoint itself: what stands before it, and the query. */
    static String place(String target) {
        String path = CachedRoute.pathOf(target);
        for (String root : ROOTS) {
            int at = path.indexOf(root);
            if (at >= 0) {
                return path.substring(0, at) + target.substring(path.length());
            }
        }
        return target;
    }
}
