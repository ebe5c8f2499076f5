package io.teal.gateway.serve;

import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.limit.Admission;
import io.teal.gateway.outcome.Outcome;
import java.util.function.Consumer;

/** Holds a request, its body unread, until it is known whether it may go on. Confined to the event loop. */
final class AdmissionWait {
    private final Exchange exchange;
    private final Consumer<Admission> known;
    private boolean over;

    private AdmissionWait(Exchange exchange, Consumer<Admission> known) {
        this.exchange = exchange;
        this.known = known;
    }

    /**
     * Begins to wait.
     *
     * @param known called once, later, with what was decided; not when the client leaves before
     */
    static void start(Exchange exchange, Admission.Pending pending, Consumer<Admission> known) {
        AdmissionWait wait = new AdmissionWait(exchange, known);
        var unused = exchange.request().pause();
        exchange.whenLeft(wait::left);
        pending.whenDecided(admission -> exchange.loop().context().runOnContext(later -> wait.decided(admission)));
    }

    private void left() {
        if (!over) {
            over = true;
            exchange.end(Outcome.CLIENT_LEFT);
        }
    }

    private void decided(Admission admission) {
        if (over) {
            if (admission instanceof Admission.Permit permit) {
                permit.end();
            }
            return;
        }
        over = true;
        try {
            known.accept(admission);
        } catch (RuntimeException bug) {
            exchange.failUnexpectedly(bug);
        }
        // Only now: what comes of the body is lost unless somebody reads it.
        if (!exchange.request().isEnded()) {
            var unused = exchange.request().resume();
        }
    }
}
