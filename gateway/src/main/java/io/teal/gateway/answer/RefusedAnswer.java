package io.teal.gateway.answer;

import io.teal.gateway.outcome.Outcome;
import java.nio.charset.StandardCharsets;

/**
 * An answer with an error status. The status says it all, but for FastChat, which answers 400 to everything and has its own
 * codes in the body: 5xxxx are its failures, 42903 that it is busy.
 */
final class RefusedAnswer extends AnswerReader {
    private static final int SERVER_ERRORS = 50_000;
    private static final int BUSY = 42_903;

    private final int status;
    private final boolean inBody;
    private final boolean readable;
    private final Beginning body;
    private boolean touched;
    private long events;

    /**
     * @param read whether the body may know better than the status
     * @param readable whether the body is text that can be told
     */
    RefusedAnswer(int status, boolean read, boolean readable) {
        this.status = status;
        this.inBody = read && status == 400;
        this.readable = readable;
        this.body = new Beginning(inBody ? EventStream.MOST : JsonText.MOST_ERROR);
        if (!inBody) {
            fail(new Failure(Outcome.ofStatus(status), ""));
        }
    }

    @Override
    void read(byte[] bytes, int from, int to) {
        touched = true;
        events++;
        if (readable) {
            body.add(bytes, from, to);
        }
    }

    @Override
    public void end() {
        if (failed() == null) {
            fail(new Failure(inBody(), ""));
        }
    }

    private Outcome inBody() {
        Findings found = new Findings();
        // The text is told from the same bytes: the mark of a cut must not get into it.
        byte[] copy = body.bytes().clone();
        int unused = found.read(copy, 0, body.length(), body.more());
        if (found.errorObject() && found.code() / 10_000 == SERVER_ERRORS / 10_000) {
            return Outcome.SERVER_ERROR;
        }
        return found.errorObject() && found.code() == BUSY ? Outcome.SERVER_BUSY : Outcome.ofStatus(status);
    }

    @Override
    public boolean eventStream() {
        return false;
    }

    @Override
    public boolean begun() {
        return false;
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
        return !touched;
    }

    @Override
    public Outcome outcome() {
        Outcome found = failed();
        return found == null ? Outcome.ofStatus(status) : found;
    }

    @Override
    public String error() {
        int length = Math.min(body.length(), JsonText.MOST_ERROR);
        int end = CutJson.withoutCharacter(body.bytes(), 0, length);
        return JsonText.clip(new String(body.bytes(), 0, end, StandardCharsets.UTF_8), JsonText.MOST_ERROR);
    }

    @Override
    int held() {
        return body.bytes().length;
    }
}
