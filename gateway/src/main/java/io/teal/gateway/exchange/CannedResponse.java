package io.teal.gateway.exchange;

import io.teal.gateway.explain.Fate;
import io.teal.gateway.explain.Supposed;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.HeaderChanges;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers from the configuration. */
final class CannedResponse implements RouteAction {
    private final Action.Respond respond;
    private final Buffer body;
    private final List<HeaderChanges.Header> headers;

    CannedResponse(Action.Respond respond) {
        this.respond = respond;
        this.body = Buffer.buffer(respond.body());
        List<String> own = respond.access().ownFields();
        this.headers = respond.headers().stream()
                .filter(header -> own.stream().noneMatch(header.name()::equalsIgnoreCase))
                .toList();
    }

    @Override
    public void handle(Exchange exchange) {
        HttpServerResponse response = exchange.response();
        response.setStatusCode(respond.status());
        for (HeaderChanges.Header header : headers) {
            response.headers().add(header.name(), header.value());
        }
        boolean bodyless = respond.status() == 204 || respond.status() == 304;
        if (!bodyless) {
            if (body.length() > 0) {
                response.putHeader(HttpHeaders.CONTENT_TYPE, respond.contentType());
            }
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        }
        var unused = bodyless || exchange.request().method().equals(HttpMethod.HEAD)
                ? response.end()
                : response.end(body.copy());
        exchange.dropRestOfBody();
        exchange.end(Outcome.ofStatus(respond.status()));
    }

    @Override
    public @Nullable Division divide(RequestHead head) {
        return null;
    }

    @Override
    public Fate explain(Supposed request) {
        return new Fate.Answered(respond.status());
    }
}
