package io.teal.gateway.stats;

/**
 * How quick the models behind one upstream are, as a server of them would tell: of answers that were read to their end and
 * found good, from the moment the server had the question. Thread-safe.
 */
public final class ModelStats {
    private final Histogram answer = new Histogram(Scale.MODEL_ANSWER);
    private final Histogram firstToken = new Histogram(Scale.MODEL_FIRST_TOKEN);
    private final Histogram nextToken = new Histogram(Scale.MODEL_NEXT_TOKEN);

    ModelStats() {}

    /** Counts an answer, by the nanoseconds it took. */
    public void answered(long nanos) {
        answer.record(nanos);
    }

    /**
     * Counts the tokens of an answer that was a stream.
     *
     * @param firstNanos nanoseconds to the first
     * @param restNanos nanoseconds from the first to the end
     * @param rest how many events came after the first token
     */
    public void streamed(long firstNanos, long restNanos, long rest) {
        firstToken.record(firstNanos);
        if (rest > 0) {
            nextToken.record(restNanos / rest);
        }
    }

    Snapshot.Model read(String service, String upstream, String dialect) {
        return new Snapshot.Model(service, upstream, dialect, answer.read(), firstToken.read(), nextToken.read());
    }
}
