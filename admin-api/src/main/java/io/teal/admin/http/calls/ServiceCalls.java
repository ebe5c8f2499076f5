package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.Json;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.gateway.Gateway;
import io.teal.gateway.config.text.Units;
import io.teal.gateway.fleet.ServerControl;
import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.upstream.BreakerStatus;
import io.teal.gateway.upstream.ServerStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls about living servers. What they change is state, not routing: it makes no revision. Where gateways share a Redis it
 * counts at all of them, and outlives a process; else it ends with it.
 */
final class ServiceCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceCalls.class);
    private static final Duration LONGEST_EJECTION = Duration.ofHours(24);

    private final Gateway gateway;

    ServiceCalls(Gateway gateway) {
        this.gateway = gateway;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("listServices", this::list),
                Endpoint.of("readService", this::one),
                control("drain", (key, who) -> gateway.servers().drain(key, who)),
                control("resume", (key, who) -> gateway.servers().resume(key, who)),
                Endpoint.of("ejectServer", this::eject),
                control("restore", (key, who) -> gateway.servers().restore(key, who)));
    }

    private interface Control {
        CompletionStage<ServerControl.Given> give(ServerKey key, String who);
    }

    /** A server with the revision it was found in. */
    private record Found(Revision revision, ServerKey key, Server server) {}

    /** What lives, at one moment. */
    private record Living(Map<ServerKey, ServerStatus> servers, List<BreakerStatus> breakers) {}

    private Endpoint control(String verb, Control control) {
        return Endpoint.of(verb + "Server", call -> {
            ObjectNode unused = Json.object(call.text(), Set.of());
            Found found = found(call);
            return controlled(
                    call, verb, found, control.give(found.key(), call.caller().name()));
        });
    }

    private Answer eject(Call call) throws Problem {
        String text = Json.text(Json.object(call.text(), Set.of("for")), "for");
        Found found = found(call);
        Duration time = text == null ? found.server().failTimeout() : Duration.ofMillis(Units.millis(text));
        if (text != null && (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(LONGEST_EJECTION) > 0)) {
            throw Problem.of(ProblemKind.INVALID, "for: found %s, expected a duration like 30s, up to 24h", text);
        }
        String who = call.caller().name();
        return controlled(call, "eject", found, gateway.servers().eject(found.key(), time, who));
    }

    /** Comes within the command timeout of Redis. */
    private Answer controlled(Call call, String verb, Found found, CompletionStage<ServerControl.Given> order)
            throws Problem {
        ServerControl.Given given = order.toCompletableFuture().join();
        ServerStatus status = statuses().get(found.key());
        if (!given.known() || status == null) {
            throw Problem.of(ProblemKind.NOT_FOUND, "the server %s has just been removed", found.key());
        }
        LOG.info("{} of server {} by {}", verb, found.key(), call.caller().name());
        return Answer.json(view(found.server(), status).put("shared", given.shared()))
                .of(found.revision());
    }

    private Answer list(Call call) {
        Revision revision = gateway.revision();
        Living living = living();
        ObjectNode body = Json.object().put("revision", revision.number());
        ArrayNode services = body.putArray("services");
        for (Service service : revision.routing().services().values()) {
            services.add(view(service, living));
        }
        return Answer.json(body).of(revision);
    }

    private Answer one(Call call) throws Problem {
        Revision revision = gateway.revision();
        return Answer.json(view(service(revision, call), living())).of(revision);
    }

    private Living living() {
        return new Living(statuses(), gateway.upstreams().breakers());
    }

    private Map<ServerKey, ServerStatus> statuses() {
        Map<ServerKey, ServerStatus> statuses = new HashMap<>();
        for (ServerStatus status : gateway.upstreams().status()) {
            statuses.put(status.key(), status);
        }
        return statuses;
    }

    private static Service service(Revision revision, Call call) throws Problem {
        return Names.service(revision.routing(), call.parameter("service"));
    }

    private Found found(Call call) throws Problem {
        Revision revision = gateway.revision();
        Service service = service(revision, call);
        Upstream upstream = Names.upstream(service, call.parameter("upstream"));
        for (Server server : upstream.servers()) {
            if (server.address().toString().equals(call.parameter("server"))) {
                return new Found(revision, new ServerKey(service.name(), upstream.name(), server.address()), server);
            }
        }
        throw Names.unknown(
                "server",
                call.parameter("server"),
                upstream.servers().stream()
                        .map(server -> server.address().toString())
                        .collect(Collectors.joining(", ")));
    }

    private static ObjectNode view(Service service, Living living) {
        ObjectNode view = Json.object().put("name", service.name());
        RevisionView.split(view.putObject("split"), service);
        ArrayNode upstreams = view.putArray("upstreams");
        for (Upstream upstream : service.upstreams().values()) {
            ObjectNode one = upstreams.addObject().put("name", upstream.name()).put("balance", balance(upstream));
            for (BreakerStatus breaker : living.breakers()) {
                if (breaker.service().equals(service.name())
                        && breaker.upstream().equals(upstream.name())) {
                    one.set("breaker", view(breaker));
                }
            }
            ArrayNode servers = one.putArray("servers");
            for (Server server : upstream.servers()) {
                // Without a status when a revision that is being published has just retired it.
                ServerStatus status =
                        living.servers().get(new ServerKey(service.name(), upstream.name(), server.address()));
                if (status != null) {
                    servers.add(view(server, status));
                }
            }
        }
        return view;
    }

    private static ObjectNode view(BreakerStatus status) {
        return Json.object()
                .put("state", status.state().name().toLowerCase(Locale.ROOT))
                .put("calls", status.calls())
                .put("failure_rate", tenths(status.failureRate()))
                .put("slow_rate", tenths(status.slowRate()))
                .put("retry_after", status.retryAfter().toSeconds());
    }

    private static double tenths(double number) {
        return Math.round(number * 10) / 10.0;
    }

    private static ObjectNode view(Server server, ServerStatus status) {
        return Json.object()
                .put("address", server.address().toString())
                .put("state", status.state().name().toLowerCase(Locale.ROOT))
                .put("reason", status.reason())
                .put("leases", status.leases())
                .put("elsewhere", status.elsewhere())
                .put("ghost_load", tenths(status.ghosts()))
                .put("queued", status.queued())
                .put("recent_failures", status.recentFailures())
                .put("requests", status.requests())
                .put("failures", status.failures())
                .put("ejected_for_ms", status.ejectedFor().toMillis())
                .put("oldest_lease_ms", status.oldestLease().toMillis())
                .put("first_byte_ms", status.firstByte().toMillis())
                .put("first_token_ms", status.firstToken().toMillis())
                .put("weight", server.weight())
                .put("backup", server.backup());
    }

    private static String balance(Upstream upstream) {
        return switch (upstream.balance()) {
            case Balance.LeastConn() -> "least_conn";
            case Balance.RoundRobin() -> "round_robin";
            case Balance.LeastTime() -> "least_time";
            case Balance.Hash(RequestAttribute by) -> "hash(" + by + ")";
        };
    }
}
