package io.teal.gateway.forward;

import io.teal.gateway.message.Errand;
import io.teal.gateway.message.RequestBody;

/** Who may hear the answers of a route beside those who get them. Shared by all event loops. */
public interface Beside {
    /** Nobody. */
    Beside NOBODY = (by, errand, body, to, recipient) -> recipient;

    /**
     * Something is about to be asked of an upstream.
     *
     * @param by who forwards it
     * @param body that of the request, which may not have come yet
     * @param recipient whom the answer is for
     * @return that one, or one that tells it everything
     */
    Recipient beside(Forwarder by, Errand errand, RequestBody body, Forwarder.Destination to, Recipient recipient);
}
