package io.teal.gateway.serve;

import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Forwarder.Destination;
import io.teal.gateway.knowledge.Change;
import io.teal.gateway.message.BodyWait;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.question.KnowledgeChange;
import java.util.concurrent.TimeUnit;

/**
 * A request that changes a knowledge base on its way to a server. The epoch of the base is raised before the server can begin
 * and before the client can know that it is done; in between nothing is kept of that base. It is raised for every upstream of
 * the service, as they often share their knowledge. Confined to the event loop.
 *
 * @param caching what keeps the epochs
 * @param service whose knowledge it is
 */
record KnowledgeWrite(
        KnowledgeChange change,
        Exchange exchange,
        Forwarder forwarder,
        Destination to,
        Caching caching,
        String service) {
    /** How long nothing is kept when nobody saw the end of a change, which the server may still be at. */
    private static final long UNSEEN_MILLIS = TimeUnit.MINUTES.toMillis(1);

    /** Such a change may be done at any time after that; then the knowledge is taken for changed once more, and again. */
    private static final long[] LATER_MILLIS = {TimeUnit.MINUTES.toMillis(5), TimeUnit.MINUTES.toMillis(15)};

    void start() {
        BodyWait.start(exchange, forwarder.body(exchange), forwarder.total(), this::pass);
    }

    private void pass(RequestBody body) {
        String base = change.base(
                exchange.head().header("Content-Type"), body.beginning().getBytes());
        Change changing = caching.begin(service, base);
        exchange.beforeLastBytes(() -> ended(changing, base));
        forwarder.forward(exchange, body, to);
    }

    private void ended(Change changing, String base) {
        int status = exchange.response().getStatusCode();
        // An upload that was too long may have reached the server in part.
        if (!exchange.over() && status < 500 && status != 413) {
            caching.end(changing);
            return;
        }
        long unused = exchange.loop().vertx().setTimer(UNSEEN_MILLIS, id -> caching.end(changing));
        for (long later : LATER_MILLIS) {
            long unusedLater = exchange.loop().vertx().setTimer(later, id -> caching.raise(service, base));
        }
    }
}
