package io.teal.gateway;

import io.teal.gateway.ask.Direct;
import io.teal.gateway.ask.DirectAnswer;
import io.teal.gateway.ask.DirectQuestion;
import io.teal.gateway.exchange.ActiveRouting;
import io.teal.gateway.exchange.EventLoop;
import io.teal.gateway.message.RecalledHead;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Route;
import io.teal.gateway.serve.ServeAction;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the route by which a question is asked without a client. Thread-safe. */
final class AskControl {
    private final Supplier<ActiveRouting> active;
    private final Supplier<Map<String, ServeAction>> routes;
    private final Supplier<EventLoop> loop;

    AskControl(Supplier<ActiveRouting> active, Supplier<Map<String, ServeAction>> routes, Supplier<EventLoop> loop) {
        this.active = active;
        this.routes = routes;
        this.loop = loop;
    }

    CompletableFuture<DirectAnswer> ask(DirectQuestion question) {
        ActiveRouting routing = active.get();
        ServeAction action = action(routing, question);
        if (action == null) {
            return refused("no route leads to service " + question.service()
                    + (question.route() == null ? " for " + question.target() : " by the name " + question.route()));
        }
        CompletableFuture<DirectAnswer> answer = action.ask(loop.get(), routing.revisionText(), question);
        return answer == null
                ? refused("service " + question.service() + " has no upstream " + question.upstream())
                : answer;
    }

    /** What the route does by which a question is asked; null when there is none. */
    @Nullable ServeAction action(DirectQuestion question) {
        return action(active.get(), question);
    }

    private @Nullable ServeAction action(ActiveRouting routing, DirectQuestion question) {
        String route = route(routing, question);
        return route == null ? null : routes.get().get(route);
    }

    private static CompletableFuture<DirectAnswer> refused(String why) {
        return CompletableFuture.failedFuture(new IllegalArgumentException(why));
    }

    /**
     * The route that is named, or that a client would take, or, where that leads elsewhere, the first of the service that has
     * answers read; null when there is none.
     */
    private static @Nullable String route(ActiveRouting routing, DirectQuestion question) {
        String named = question.route();
        if (named != null) {
            Route route = routing.route(named);
            return route != null && leads(route, question.service()) ? named : null;
        }
        String path = Direct.path(question.target());
        if (path == null) {
            return null;
        }
        MultiMap headers = HttpHeaders.headers();
        question.headers().forEach(headers::add);
        Route taken = routing.route(new RecalledHead(question.host(), path, headers));
        if (taken != null && leads(taken, question.service())) {
            return taken.name();
        }
        for (Route route : routing.revision().routing().routes()) {
            if (leads(route, question.service())
                    && route.action() instanceof Action.Forward forward
                    && forward.policies().answers() != Policies.Dialect.NONE) {
                return route.name();
            }
        }
        return null;
    }

    private static boolean leads(Route route, String service) {
        return route.action() instanceof Action.Forward forward
                && forward.service().equals(service);
    }
}
