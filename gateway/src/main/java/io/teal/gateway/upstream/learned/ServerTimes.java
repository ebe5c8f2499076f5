package io.teal.gateway.upstream.learned;

/** How long one server takes to its first byte and to the first token of an answer. Guarded by the lock of its group. */
public final class ServerTimes {
    private final LearnedMean firstByte = new LearnedMean(4);
    private final LearnedMean firstToken = new LearnedMean(4);

    /** The mean nanoseconds to the first byte. */
    public LearnedMean firstByte() {
        return firstByte;
    }

    /** The mean nanoseconds to the first token. */
    public LearnedMean firstToken() {
        return firstToken;
    }

    /** After an ejection the server may be another: it is asked as a stranger is. */
    public void forget() {
        firstByte.forget();
        firstToken.forget();
    }
}
