package io.teal.gateway.question;

/** What a request asks for, as far as it matters to keeping its answer. */
public sealed interface Meaning {
    /**
     * The answer is neither kept nor looked for.
     *
     * @param reason why, a word of {@link Reason}
     */
    record Bypass(String reason) implements Meaning {}

    /**
     * A question whose answer others may share.
     *
     * @param canonical the same bytes for all questions that have the same answer, and for no others; not to be changed
     * @param text the question as {@link Wording} puts it, for people
     * @param base the knowledge base as it was sent, or empty for none
     * @param shape how the answer looks
     * @param streamed whether this client wants a stream
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, read once; a list of bytes would be copied for nothing
    record Question(byte[] canonical, String text, String base, Shape shape, boolean streamed) implements Meaning {}
}
