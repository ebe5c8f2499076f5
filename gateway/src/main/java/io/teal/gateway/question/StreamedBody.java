package io.teal.gateway.question;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The body of a question that asks for its answer as a stream. */
public final class StreamedBody {
    private static final byte[] MEMBER = "\"stream\":true".getBytes(StandardCharsets.UTF_8);

    private final byte[] body;
    private final ByteArrayOutputStream out;
    /** So many bytes of the body are written or left out. */
    private int copied;

    /** Where the last {@code stream} begins and ends, and where the member behind it begins; -1 when there is none. */
    private int start = -1;

    private int end = -1;
    private int next = -1;

    private StreamedBody(byte[] body) {
        this.body = body;
        out = new ByteArrayOutputStream(body.length + MEMBER.length + 1);
    }

    /**
     * The same object with {@code "stream": true}: in the place of the last {@code stream}, or in front when there is none.
     * Earlier ones are left out; everything else stays byte for byte. What is no JSON object comes back as it is.
     */
    public static byte[] of(byte[] body) {
        try (JsonParser parser = Json.FACTORY.createParser(body)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? new StreamedBody(body).read(parser) : body;
        } catch (IOException e) {
            return body;
        }
    }

    private byte[] read(JsonParser parser) throws IOException {
        int inside = (int) parser.currentLocation().getByteOffset();
        boolean empty = true;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            int at = (int) parser.currentTokenLocation().getByteOffset();
            empty = false;
            if (next < 0) {
                next = at;
            }
            if (parser.nextToken().isStructStart()) {
                var unused = parser.skipChildren();
            }
            parser.finishToken();
            if (name.equals("stream")) {
                leaveOut();
                start = at;
                end = (int) parser.currentLocation().getByteOffset();
                next = -1;
            }
        }
        if (start < 0) {
            copyTo(inside);
            out.writeBytes(MEMBER);
            if (!empty) {
                out.write(',');
            }
        } else {
            copyTo(start);
            out.writeBytes(MEMBER);
            copied = end;
        }
        copyTo(body.length);
        return out.toByteArray();
    }

    /** The member found last, now that another one follows, with the comma behind it. */
    private void leaveOut() {
        if (start >= 0) {
            copyTo(start);
            copied = next;
        }
    }

    private void copyTo(int offset) {
        out.write(body, copied, offset - copied);
        copied = offset;
    }
}
