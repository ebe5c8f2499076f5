package io.teal.gateway.answer;

import io.teal.gateway.outcome.Outcome;

/**
 * An answer without an error status that nobody looks into. Events are followed all the same where there are any, so that
 * comments can be inserted between them. Whatever comes is progress: what takes long here, rebuilding an index say, must not
 * be cut off for being silent but for comments.
 */
final class UnreadAnswer extends AnswerReader {
    private final Outcome outcome;
    private final boolean eventStream;
    private final EventStream lines = new EventStream(new Nobody());
    private boolean begun;
    private boolean touched;
    private long events;

    /**
     * @param begun whether there is nothing to wait for; else the answer begins with its first byte
     */
    UnreadAnswer(int status, boolean eventStream, boolean begun) {
        this.outcome = Outcome.ofStatus(status);
        this.eventStream = eventStream;
        this.begun = begun;
    }

    @Override
    void read(byte[] bytes, int from, int to) {
        begun = true;
        touched = true;
        events++;
        if (eventStream) {
            lines.read(bytes, from, to);
        }
    }

    @Override
    public void end() {
        begun = true;
    }

    @Override
    public boolean eventStream() {
        return eventStream;
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public long events() {
        return events;
    }

    @Override
    public long characters() {
        return -1;
    }

    @Override
    public boolean betweenEvents() {
        return eventStream ? lines.betweenEvents() : !touched;
    }

    @Override
    public Outcome outcome() {
        return outcome;
    }

    @Override
    int held() {
        return lines.held();
    }

    private static final class Nobody implements EventStream.Sink {
        @Override
        public void event(byte[] bytes, int from, int length, boolean cut) {}

        @Override
        public void bare() {}
    }
}
