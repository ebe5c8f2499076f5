package io.teal.gateway.origin;

import java.io.Serial;

/**
 * A server's bytes are not a response that can be passed on; the message says why and quotes nothing of them. Without a stack
 * trace: it tells of the server, not of the code.
 */
public final class InvalidResponse extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    InvalidResponse(String why) {
        super(why, null, false, false);
    }
}
