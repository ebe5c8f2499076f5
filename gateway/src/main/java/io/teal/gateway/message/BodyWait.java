package io.teal.gateway.message;

import io.teal.gateway.exchange.Deadlines;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.outcome.Outcome;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the body of a request that has to be read before it is decided what becomes of the request, or for as much of it as
 * is read. Confined to the event loop.
 */
public final class BodyWait extends Deadlines.Watch implements RequestBody.Reader {
    private final Exchange exchange;
    private final RequestBody body;
    private final Consumer<RequestBody> ready;
    private boolean over;

    private BodyWait(Exchange exchange, RequestBody body, Consumer<RequestBody> ready) {
        this.exchange = exchange;
        this.body = body;
        this.ready = ready;
    }

    /**
     * Begins to wait.
     *
     * @param total the longest it may take
     * @param ready called once, often at once, with the body; not when the client leaves, sends too much, or takes too long
     */
    public static void start(Exchange exchange, RequestBody body, Duration total, Consumer<RequestBody> ready) {
        BodyWait wait = new BodyWait(exchange, body, ready);
        exchange.whenLeft(() -> wait.end(Outcome.CLIENT_LEFT, null));
        body.readBeginning(wait);
        if (!wait.over) {
            exchange.loop().deadlines().add(wait);
            wait.deadline(exchange.loop().deadlines().now() + total.toNanos());
        }
    }

    /** @param told what the client is told; null when it has left */
    private void end(Outcome outcome, @Nullable String told) {
        if (over) {
            return;
        }
        over = true;
        unwatch();
        body.discard();
        if (told == null) {
            exchange.end(outcome);
        } else {
            exchange.fail(outcome, told);
        }
    }

    @Override
    protected void expired(long now) {
        end(Outcome.TIMEOUT_TOTAL, "the request took longer than it may");
    }

    @Override
    protected void gatewayEnds() {
        end(Outcome.SHUTDOWN, "the gateway ends");
    }

    @Override
    public void bodyReady() {
        if (over) {
            return;
        }
        over = true;
        unwatch();
        try {
            ready.accept(body);
        } catch (RuntimeException bug) {
            exchange.failUnexpectedly(bug);
        }
    }

    @Override
    public void bodyTooLarge() {
        end(Outcome.BODY_TOO_LARGE, "the body is longer than this route allows");
    }

    @Override
    public void bodySent() {
        throw new IllegalStateException("the body was not to be sent");
    }

    @Override
    public void bodyHeldBack() {
        throw new IllegalStateException("the body was not to be sent");
    }

    @Override
    public void bodyFlows() {
        throw new IllegalStateException("the body was not to be sent");
    }
}
