package io.teal.gateway.serve;

import io.teal.gateway.cache.CacheKey;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.matching.RequestPath;
import io.teal.gateway.message.RecalledHead;
import io.teal.gateway.question.Meaning;
import io.teal.gateway.question.StreamedBody;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A question as it is asked of a server, and under which key its answer is known. */
final class Inquiry {
    /** Where the paths of endpoints begin, behind whatever prefix. */
    private static final String[] ROOTS = {"/knowledge_base/", "/chat/", "/v1/"};

    private static final String[] CREDENTIALS = {"Authorization", "Cookie", "X-API-Key", "Api-Key"};

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
        String path = pathOf(target);
        for (String root : ROOTS) {
            int at = path.indexOf(root);
            if (at >= 0) {
                return path.substring(0, at) + target.substring(path.length());
            }
        }
        return target;
    }

    /** The path of a target. */
    static String pathOf(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The head of a request without a client; null when its target is none. */
    static @Nullable RequestHead head(String host, String target, MultiMap headers) {
        String path = RequestPath.normalise(pathOf(target));
        return path == null ? null : new RecalledHead(host, path, headers);
    }

    /** What a request shows of who asks; empty for nothing. Of a cookie nobody knows whether it is that. */
    static String credentials(RequestHead head) {
        StringBuilder shown = new StringBuilder();
        for (String field : CREDENTIALS) {
            String value = head.header(field);
            if (value != null) {
                shown.append(field).append(':').append(value).append('\n');
            }
        }
        return shown.toString();
    }

    /** Whether a request shows nothing of who asks. */
    static boolean anonymous(RequestHead head) {
        for (String field : CREDENTIALS) {
            if (head.header(field) != null) {
                return false;
            }
        }
        return true;
    }
}
