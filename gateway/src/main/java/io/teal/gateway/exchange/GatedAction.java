package io.teal.gateway.exchange;

import io.teal.gateway.access.Gate;
import io.teal.gateway.explain.Fate;
import io.teal.gateway.explain.Supposed;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.outcome.Outcome;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** What a route does for those whom its gate lets in. */
final class GatedAction implements RouteAction {
    private final Gate gate;
    private final RouteAction behind;

    GatedAction(Gate gate, RouteAction behind) {
        this.gate = gate;
        this.behind = behind;
    }

    @Override
    public void handle(Exchange exchange) {
        gate.fields(exchange.head(), exchange.response().headers()::add);
        switch (gate.judge(exchange.head())) {
            case Gate.Refused refused -> refuse(exchange, refused);
            case Gate.Preflight preflight -> answer(exchange, preflight);
            case Gate.Admitted admitted -> {
                exchange.record().caller(admitted.caller());
                behind.handle(exchange);
            }
        }
    }

    private static void refuse(Exchange exchange, Gate.Refused refused) {
        String challenge = refused.challenge();
        if (challenge != null) {
            exchange.response().headers().set("WWW-Authenticate", challenge);
        }
        exchange.fail(refused.outcome(), refused.message(), refused.retryAfterSeconds());
    }

    private static void answer(Exchange exchange, Gate.Preflight preflight) {
        HttpServerResponse response = exchange.response();
        response.setStatusCode(preflight.status());
        preflight.fields().forEach(field -> response.headers().add(field.name(), field.value()));
        exchange.lastBytes();
        var unused = response.end();
        exchange.dropRestOfBody();
        exchange.end(Outcome.OK);
    }

    @Override
    public @Nullable Division divide(RequestHead head) {
        return behind.divide(head);
    }

    @Override
    public Fate explain(Supposed request) {
        return switch (gate.suppose(request)) {
            case Gate.Refused refused -> new Fate.Refused(refused.outcome());
            case Gate.Preflight preflight -> new Fate.Answered(preflight.status());
            case Gate.Admitted admitted -> behind.explain(request);
        };
    }
}
