package io.teal.admin.release.gate;

import io.teal.gateway.outcome.Outcome;
import java.util.List;

/**
 * What came back when a question was asked once.
 *
 * @param outcome how it ended
 * @param status the status code of the answer; 0 when there is none
 * @param text what a user would read
 * @param cut whether there was more of it
 * @param documents names of the documents it refers to
 * @param firstTokenNanos from the beginning to the first token; -1 when none came, or nobody can say when
 * @param totalNanos from the beginning to the end
 * @param server who was asked last; empty when nobody was
 * @param message what a failure says; empty when it says nothing
 */
public record Reply(
        Outcome outcome,
        int status,
        String text,
        boolean cut,
        List<String> documents,
        long firstTokenNanos,
        long totalNanos,
        String server,
        String message) {
    /** Most characters of a text that are judged. */
    public static final int MOST_TEXT = 64 << 10;

    public Reply {
        documents = List.copyOf(documents);
    }

    /** A question that was not asked by a fault on this side. */
    static Reply fault(String message) {
        return new Reply(Outcome.INTERNAL, 0, "", false, List.of(), -1, 0, "", message);
    }

    /** A question of which nothing was heard in time. */
    static Reply silence(long nanos, String message) {
        return new Reply(Outcome.TIMEOUT_TOTAL, 0, "", false, List.of(), -1, nanos, "", message);
    }

    /** Whether it is a complete answer. */
    public boolean good() {
        return outcome.good();
    }

    /**
     * Whether it says anything about the servers that were asked: not when it was the gateway that refused it, nor when nobody was
     * asked.
     */
    boolean telling() {
        return outcome.counts() != Outcome.Counts.NOT && !(outcome == Outcome.TIMEOUT_TOTAL && server.isEmpty());
    }

    /** The same with bounds for all that comes from a server, as it is judged. */
    Reply bounded() {
        return upTo(MOST_TEXT, 100, 500);
    }

    /** The same as it is shown and kept: with no more of its text than this, in characters that every reader can bear. */
    Reply shown(int most) {
        Reply brief = upTo(most, 5, 60);
        return new Reply(
                outcome,
                status,
                Excerpt.clean(brief.text),
                brief.cut,
                brief.documents.stream().map(Excerpt::clean).toList(),
                firstTokenNanos,
                totalNanos,
                Excerpt.clean(server),
                Excerpt.clean(Excerpt.of(message, 100)));
    }

    private Reply upTo(int most, int names, int longest) {
        String begin = Excerpt.of(text, most);
        return new Reply(
                outcome,
                status,
                begin,
                cut || begin.length() < text.length(),
                documents.stream()
                        .limit(names)
                        .map(name -> Excerpt.of(name, longest))
                        .toList(),
                firstTokenNanos,
                totalNanos,
                Excerpt.of(server, longest),
                Excerpt.of(message, longest));
    }
}
