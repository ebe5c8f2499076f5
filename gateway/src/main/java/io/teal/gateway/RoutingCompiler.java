package io.teal.gateway;

import io.teal.gateway.access.KeySources;
import io.teal.gateway.exchange.ActiveRouting;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.policy.Shadow;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.serve.ServeAction;
import io.teal.gateway.stats.Stats;
import io.teal.gateway.tls.CertificateException;
import io.teal.gateway.tls.OriginTls;
import io.teal.gateway.upstream.Upstreams;
import java.util.Map;
import java.util.Objects;

/** Makes of a revision what requests are answered by. Nothing is in effect by that. Any thread. */
final class RoutingCompiler {
    private final OriginTls tls;
    private final Stats stats;
    private final KeySources tokenKeys;
    private final ServeAction.Shared shared;

    RoutingCompiler(OriginTls tls, Stats stats, KeySources tokenKeys, ServeAction.Shared shared) {
        this.tls = tls;
        this.stats = stats;
        this.tokenKeys = tokenKeys;
        this.shared = shared;
    }

    /**
     * The routing, compiled.
     *
     * @param change the upstreams it needs
     * @param actions gets what the routes to services do, by their names
     * @throws IllegalArgumentException when it cannot be
     */
    ActiveRouting compile(Revision revision, Upstreams.Change change, Map<String, ServeAction> actions) {
        try {
            tls.prepare(revision.routing());
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    "revision " + revision.number() + " cannot be compiled: " + e.getMessage(), e);
        }
        try {
            return ActiveRouting.compile(revision, stats, tokenKeys, (route, forward) -> {
                ServeAction action = serving(revision, change, route, forward);
                actions.put(route.name(), action);
                return action;
            });
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("revision " + revision.number() + " cannot be compiled: " + e, e);
        }
    }

    private ServeAction serving(Revision revision, Upstreams.Change change, Route route, Action.Forward forward) {
        Service service =
                Objects.requireNonNull(revision.routing().services().get(forward.service()), forward.service());
        Release release = revision.releases().get(service.name());
        Shadow control = release == null ? null : release.control();
        return ServeAction.compile(
                route,
                forward,
                control == null ? service : service.withShadow(control),
                revision.routing().keepsKnowledge(service.name()),
                upstream -> change.group(service.name(), upstream),
                shared);
    }
}
