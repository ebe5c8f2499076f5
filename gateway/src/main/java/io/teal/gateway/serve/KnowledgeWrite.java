package io.teal.gateway.serve;

import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.knowledge.Change;
import io.teal.gateway.knowledge.Epochs;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.question.KnowledgeChange;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A request that changes a knowledge base on its way to a server. The epoch of the base is raised before the server can begin
 * and before the client can know that it is done; in between nothing is kept of that base. It is raised for every upstream of
 * the service, as they often share their knowledge. Confined to the event loop.
 */
final class KnowledgeWrite implements RequestBody.Reader {
    /** How long a server may go on with a change whose end nobody saw. */
    private static final long UNSEEN_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final KnowledgeChange change;
    private final Exchange exchange;
    private final Forwarder forwarder;
    private final Destination to;
    private final Epochs epochs;
    private final String service;
    private final Set<String> upstreams;
    private final RequestBody body;
    private boolean over;

    /**
     * @param upstreams all of the service
     */
    KnowledgeWrite(
            KnowledgeChange change,
            Exchange exchange,
            Forwarder forwarder,
            Destination to,
            Epochs epochs,
            String service,
            Set<String> upstreams) {
        this.change = change;
        this.exchange = exchange;
        this.forwarder = forwarder;
        this.to = to;
        this.epochs = epochs;
        this.service = service;
        this.upstreams = upstreams;
        this.body = forwarder.body(exchange);
    }

    void start() {
        exchange.whenLeft(this::left);
        body.readBeginning(this);
    }

    private void left() {
        if (!over) {
            over = true;
            body.discard();
            exchange.end(Outcome.CLIENT_LEFT);
        }
    }

    @Override
    public void bodyReady() {
        if (over) {
            return;
        }
        String base = change.base(
                exchange.head().header("Content-Type"), body.beginning().getBytes());
        Change changing = epochs.begin(service, upstreams, base);
        exchange.beforeLastBytes(() -> ended(changing));
        forwarder.forward(exchange, body, to);
    }

    private void ended(Change changing) {
        boolean seen = !exchange.over() && exchange.response().getStatusCode() < 500;
        if (seen) {
            changing.end();
        } else {
            long unused = exchange.loop().vertx().setTimer(UNSEEN_MILLIS, id -> changing.end());
        }
    }

    @Override
    public void bodyTooLarge() {
        over = true;
        body.discard();
        exchange.fail(Outcome.BODY_TOO_LARGE, "the body is longer than this route allows");
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
