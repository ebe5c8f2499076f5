package io.teal.gateway.answer;

import io.teal.gateway.answer.Findings.Finish;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * An answer as an event stream.
 *
 * <p>What is not JSON is text the user reads ({@code /other/completion} sends that), so it is a token. A stream that ends
 * without one is {@code EMPTY}: so Chatchat ends when its model failed. Where the protocol says when the model is done, a stream
 * with tokens that never said so is {@code TRUNCATED}: of OpenAI, always; of Chatchat, when its choices have a finish reason at
 * all, which those of {@code kb_chat} have not.
 */
final class StreamedAnswer extends AnswerReader implements EventStream.Sink {
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private final Dialect dialect;
    private final EventStream lines = new EventStream(this);
    private final Findings found = new Findings();
    private long events;
    private long characters;
    private boolean begun;
    private boolean bare;
    private boolean docs;
    private boolean documents;
    private boolean retrieval;
    private boolean finishKey;
    private Finish finish = Finish.NONE;
    private boolean done;

    StreamedAnswer(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    void read(byte[] bytes, int from, int to) {
        lines.read(bytes, from, to);
    }

    @Override
    public void event(byte[] bytes, int from, int length, boolean cut) {
        events++;
        if (failed() != null) {
            return;
        }
        int first = firstVisible(bytes, from, from + length);
        if (first == from + length) {
            return;
        }
        if (bytes[first] == '{') {
            object(bytes, from, length, cut);
        } else if (isDone(bytes, first, from + length)) {
            done = true;
        } else {
            begun = true;
            characters += characters(bytes, first, from + length);
        }
    }

    private static int characters(byte[] utf8, int from, int end) {
        int count = 0;
        for (int i = from; i < end; i++) {
            // One that goes on is no character of its own; one of four bytes is two of UTF-16.
            count += (utf8[i] & 0xc0) == 0x80 ? 0 : (utf8[i] & 0xf8) == 0xf0 ? 2 : 1;
        }
        return count;
    }

    private void object(byte[] bytes, int from, int length, boolean cut) {
        int read = found.read(bytes, from, length, cut);
        if (found.kind() != Findings.Kind.OBJECT) {
            begun = true;
            return;
        }
        Failure failure = Failure.in(found, dialect, Outcome.ERROR_EVENT, bytes, from, read);
        if (failure != null) {
            fail(failure);
            return;
        }
        begun |= found.token();
        characters += found.characters();
        docs |= found.docs();
        documents |= found.documents();
        retrieval |= found.retrieval();
        begun |= retrieval;
        finishKey |= found.finishKey();
        if (found.finish() != Finish.NONE) {
            finish = found.finish();
        }
    }

    /** Chatchat up to 0.2.8 sends its JSON without the framing of events, one piece after the other in a line. */
    @Override
    public void bare() {
        events++;
        bare = true;
        begun |= failed() == null;
    }

    private static int firstVisible(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] >= 0 && bytes[i] <= ' ') {
            i++;
        }
        return i;
    }

    private static boolean isDone(byte[] bytes, int from, int end) {
        if (end - from < DONE.length) {
            return false;
        }
        for (int i = 0; i < DONE.length; i++) {
            if (bytes[from + i] != DONE[i]) {
                return false;
            }
        }
        return firstVisible(bytes, from + DONE.length, end) == end;
    }

    @Override
    public void end() {
        // An event without its blank line is none.
    }

    @Override
    public boolean eventStream() {
        return true;
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
        return bare ? -1 : characters;
    }

    @Override
    public @Nullable String messageId() {
        return found.messageId();
    }

    @Override
    public boolean betweenEvents() {
        return !bare && lines.betweenEvents();
    }

    @Override
    public Outcome outcome() {
        Outcome failed = failed();
        if (failed != null) {
            return failed;
        }
        if (!begun) {
            return finish == Finish.NONE || finish == Finish.STOP ? Outcome.EMPTY : Outcome.OK;
        }
        if (!retrieval && !bare && unfinished()) {
            return Outcome.TRUNCATED;
        }
        return docs && !documents ? Outcome.NO_DOCUMENTS : Outcome.OK;
    }

    private boolean unfinished() {
        boolean saysWhenDone =
                switch (dialect) {
                    case OPENAI -> true;
                    case CHATCHAT -> finishKey;
                    case NONE -> false;
                };
        return saysWhenDone && !done && finish == Finish.NONE;
    }

    @Override
    int held() {
        return lines.held();
    }
}
