package io.teal.gateway.answer;

import io.teal.gateway.answer.Findings.Finish;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An answer in one body, judged at its end, or by its beginning once it is longer than is kept.
 *
 * <p>Chatchat answers {@code kb_chat} with a string that contains JSON, and errors there with JSON in a string in an object:
 * both are judged by what is inside. {@code null} is what it makes of a failure of the model behind {@code /v1}. What is not
 * JSON, or nothing that is known, is an answer by its status.
 */
final class WholeAnswer extends AnswerReader {
    private final Dialect dialect;
    private final Beginning body = new Beginning(EventStream.MOST);
    private @Nullable Outcome outcome;
    private boolean touched;
    private long events;
    private long characters = -1;
    private @Nullable String messageId;

    WholeAnswer(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    void read(byte[] bytes, int from, int to) {
        touched = true;
        events++;
        if (outcome == null) {
            body.add(bytes, from, to);
            if (body.more()) {
                judge();
            }
        }
    }

    @Override
    public void end() {
        if (outcome == null) {
            judge();
        }
    }

    private void judge() {
        byte[] bytes = body.bytes();
        int from = startsWithMark(bytes, body.length()) ? 3 : 0;
        outcome = judge(bytes, from, body.length() - from, body.more(), 2);
        body.drop();
    }

    private static boolean startsWithMark(byte[] bytes, int length) {
        return length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
    }

    /**
     * @param wrappings how many strings there can be around what is judged
     */
    private Outcome judge(byte[] bytes, int from, int length, boolean cut, int wrappings) {
        Findings found = new Findings();
        int read = found.read(bytes, from, length, cut);
        return switch (found.kind()) {
            case BLANK -> Outcome.EMPTY;
            case NULL -> failed(new Failure(Outcome.ERROR_BODY, ""));
            case NOT_JSON, OTHER -> Outcome.OK;
            case STRING -> {
                if (!found.token()) {
                    yield Outcome.EMPTY;
                }
                String inner = JsonText.whole(bytes, from, read, EventStream.MOST);
                characters = cut ? -1 : found.characters();
                yield wrappings > 0 && startsAsJson(inner) ? judge(inner, cut, wrappings) : Outcome.OK;
            }
            case OBJECT -> object(found, bytes, from, read, cut, wrappings);
        };
    }

    private Outcome judge(String inner, boolean cut, int wrappings) {
        byte[] utf8 = inner.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(utf8, utf8.length + 1);
        return judge(bytes, 0, utf8.length, cut, wrappings - 1);
    }

    private Outcome object(Findings found, byte[] bytes, int from, int read, boolean cut, int wrappings) {
        Failure failure = Failure.in(found, dialect, Outcome.ERROR_BODY, bytes, from, read);
        if (failure != null) {
            return failed(failure);
        }
        messageId = found.messageId();
        characters = cut || !found.content() ? -1 : found.characters();
        if (found.dataText() && wrappings > 0) {
            String inner = JsonText.under("data", bytes, from, read, EventStream.MOST);
            return startsAsJson(inner) ? judge(inner, cut, wrappings) : Outcome.OK;
        }
        if (found.retrieval() || found.token()) {
            return found.docs() && !found.documents() ? Outcome.NO_DOCUMENTS : Outcome.OK;
        }
        boolean cameToNothing = found.content() && (found.finish() == Finish.NONE || found.finish() == Finish.STOP);
        return cameToNothing && !cut ? Outcome.EMPTY : Outcome.OK;
    }

    private static boolean startsAsJson(String text) {
        String start = text.stripLeading();
        return start.startsWith("{") || start.equals("null");
    }

    private Outcome failed(Failure failure) {
        fail(failure);
        return failure.outcome();
    }

    @Override
    public boolean eventStream() {
        return false;
    }

    @Override
    public boolean begun() {
        return outcome == Outcome.OK || outcome == Outcome.NO_DOCUMENTS;
    }

    @Override
    public long events() {
        return events;
    }

    @Override
    public long characters() {
        return characters;
    }

    @Override
    public @Nullable String messageId() {
        return messageId;
    }

    @Override
    public boolean betweenEvents() {
        return !touched;
    }

    @Override
    public Outcome outcome() {
        Outcome found = outcome;
        return found == null ? Outcome.EMPTY : found;
    }

    @Override
    int held() {
        return body.bytes().length;
    }
}
