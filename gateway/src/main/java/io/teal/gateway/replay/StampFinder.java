package io.teal.gateway.replay;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Finds the ids and times of an answer: {@code id} and {@code created} at the top level of what it says in JSON. */
final class StampFinder {
    /** Most of one piece of JSON: each should be there once, and doubles are no reason to search for long. */
    private static final int MOST = 4;

    private static final byte[][] PREFIXES = {
        {'c', 'h', 'a', 't', 'c', 'm', 'p', 'l', '-'}, {'c', 'm', 'p', 'l', '-'}, {'c', 'h', 'a', 't'}
    };

    private final byte[] body;
    private final Stamps.Builder found = new Stamps.Builder();

    private StampFinder(byte[] body) {
        this.body = body;
    }

    /** Those of a stream, whose events end at these offsets. */
    static Stamps inEvents(byte[] body, int[] ends) {
        StampFinder finder = new StampFinder(body);
        int from = 0;
        for (int end : ends) {
            EventData data = EventData.of(body, from, end);
            finder.find(data.bytes(), data.from(), data.length(), data::place);
            from = end;
        }
        return finder.found.build();
    }

    /** Those of a body. */
    static Stamps inWhole(byte[] body) {
        StampFinder finder = new StampFinder(body);
        Wrapped inner = Wrapped.in(body);
        if (inner == null) {
            finder.find(body, 0, body.length, at -> at);
        } else {
            finder.find(inner.bytes(), 0, inner.bytes().length, inner::place);
        }
        return finder.found.build();
    }

    private void find(byte[] json, int from, int length, IntUnaryOperator place) {
        int before = found.count();
        try (JsonParser parser = Json.READER.createParser(json, from, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return;
            }
            String name = parser.nextFieldName();
            while (name != null && found.count() < before + MOST) {
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING && name.equals("id")) {
                    id(json, at(parser, from) + 1, from + length, place);
                } else if (value == JsonToken.VALUE_NUMBER_INT && name.equals("created")) {
                    int size = parser.getTextLength();
                    var unusedTime = add(json, at(parser, from), size, Stamps.Kind.TIME, place);
                }
                var unused = parser.skipChildren();
                name = parser.nextFieldName();
            }
        } catch (IOException e) {
            // Not JSON after all, so nothing in it is an id.
            found.cut(before);
        }
    }

    private static int at(JsonParser parser, int from) {
        return from + (int) parser.currentTokenLocation().getByteOffset();
    }

    private void id(byte[] json, int start, int to, IntUnaryOperator place) {
        int end = start;
        while (end < to && json[end] != '"') {
            if (json[end] == '\\') {
                return;
            }
            end++;
        }
        int from = start + prefix(json, start, end);
        var unused = add(json, from, end - from, Stamps.Kind.UUID, place)
                || add(json, from, end - from, Stamps.Kind.NAME, place);
    }

    private static int prefix(byte[] json, int start, int end) {
        for (byte[] prefix : PREFIXES) {
            int behind = start + prefix.length;
            if (behind < end && Arrays.equals(json, start, behind, prefix, 0, prefix.length)) {
                return prefix.length;
            }
        }
        return 0;
    }

    /** Adds a place when the same stands in the body. */
    private boolean add(byte[] json, int at, int size, Stamps.Kind kind, IntUnaryOperator place) {
        int offset = place.applyAsInt(at);
        return offset + size <= body.length
                && Arrays.equals(json, at, at + size, body, offset, offset + size)
                && found.add(body, offset, size, kind);
    }
}
