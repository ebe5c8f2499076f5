package io.teal.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An answer on its way to a {@link PlainClient}: its head is there, its body comes piece by piece. For one thread. */
public interface Arriving {
    /** The code of the final answer. */
    int status();

    /** Status line and fields, as {@link PlainClient.Answer} has them. */
    String head();

    /** The value of a field; empty when absent. */
    default String field(String name) {
        return RawClient.field(head(), name);
    }

    /** The codes of the answers that came before the final one. */
    List<Integer> interim();

    /**
     * Waits for more of the body: the next chunk or frame, or what has come of a body of known length.
     *
     * @return nothing at the end
     * @throws IOException the answer broke off
     */
    byte[] piece() throws IOException;

    /** The next piece as text, which must not end inside of a character. */
    default String text() throws IOException {
        return new String(piece(), StandardCharsets.UTF_8);
    }

    /** All that is still to come. */
    default byte[] rest() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        for (byte[] piece = piece(); piece.length > 0; piece = piece()) {
            rest.writeBytes(piece);
        }
        return rest.toByteArray();
    }

    /** The fields after the body once it has ended, a line each. */
    String trailers();
}
