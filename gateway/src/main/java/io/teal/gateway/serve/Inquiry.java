package io.teal.gateway.serve;

import io.teal.gateway.cache.CacheKey;
import io.teal.gateway.question.Meaning;
import io.teal.gateway.question.StreamedBody;
import io.vertx.core.buffer.Buffer;

/** A question as it is asked of a server, and under which key its answer is known. */
final class Inquiry {
    private final CacheKey key;
    private final Meaning.Question question;
    private final Buffer body;
    private final long[] epochs;

    /**
     * @param sent what the client sent; it is asked for as a stream where only that says all
     * @param epochs of the knowledge now
     */
    Inquiry(CacheKey key, Meaning.Question question, Buffer sent, long[] epochs) {
        boolean asStream = question.shape().askedAsStream() && !question.streamed();
        this.key = key;
        this.question = question;
        this.body = asStream ? Buffer.buffer(StreamedBody.of(sent.getBytes())) : sent;
        this.epochs = epochs;
    }

    CacheKey key() {
        return key;
    }

    Meaning.Question question() {
        return question;
    }

    /** What is sent to the server. */
    Buffer body() {
        return body;
    }

    /** The epochs of the knowledge when it was asked. */
    long[] epochs() {
        return epochs;
    }
}
