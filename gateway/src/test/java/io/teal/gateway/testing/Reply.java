package io.teal.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * An answer as a client gets it, be it cut short.
 *
 * @param status its code
 * @param head status line and fields
 * @param body decoded from its chunks, as far as it came
 * @param whole whether it came to the end its framing promises
 */
public record Reply(int status, String head, String body, boolean whole) {

    /** The value of a field; empty when absent. */
    public String field(String name) {
        return RawClient.field(head, name);
    }

    /** What the user reads of it. */
    public String text() {
        return AnswerText.of(body);
    }

    /** Sends a request with a body and reads what comes back. */
    public static Reply ask(RawClient client, String method, String target, String body, String... fields)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head =
                new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: h\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        client.send(head + "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n");
        return read(client.send(bytes));
    }

    /** Reads the next answer on a connection. */
    public static Reply read(RawClient client) throws IOException {
        String head = client.head();
        if (head.isEmpty()) {
            throw new IOException("the connection was closed without an answer");
        }
        int status = RawClient.status(head);
        if (!RawClient.field(head, "Transfer-Encoding").equals("chunked")) {
            String length = RawClient.field(head, "Content-Length");
            int declared = length.isEmpty() ? 0 : Integer.parseInt(length);
            byte[] bytes = client.bytes(declared);
            String body = new String(bytes, StandardCharsets.UTF_8);
            return new Reply(status, head, body, bytes.length == declared);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean whole = false;
        try {
            for (byte[] chunk = client.chunkBytes(); chunk.length > 0; chunk = client.chunkBytes()) {
                body.writeBytes(chunk);
            }
            whole = true;
        } catch (SocketTimeoutException hangs) {
            throw hangs;
        } catch (IOException cut) {
            // Told by the result.
        }
        return new Reply(status, head, body.toString(StandardCharsets.UTF_8), whole);
    }
}
