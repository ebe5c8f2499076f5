package io.teal.gateway;

import io.teal.gateway.explain.CacheFate;
import io.teal.gateway.explain.Explanation;
import io.teal.gateway.explain.Fate;
import io.teal.gateway.explain.Question;
import io.teal.gateway.routing.Server;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.Prospect;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A gateway with everything that can be explained in it. */
abstract class Explaining {
    static final String SMALL = "/__fake/small";
    static final String KB_CHAT = "/chat/kb_chat";

    Fleet fleet;

    @BeforeEach
    void start() {
        fleet = Fleet.start(
                Instance.named("blue-1").withTiming(Timing.instant()),
                Instance.named("blue-2").withTiming(Timing.instant()),
                Instance.named("green-1").withTiming(Timing.instant()));
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    TestGateway gateway(String balance, String more) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: ["%s", "%s"], balance: %s}
                      green: {servers: [{address: "%s", max_fails: 0}]%s}
                    traffic:
                      split: {blue: 70, green: 30}
                      identity: [header:Authorization, cookie:user]
                      canary:
                        - {header: X-Canary, values: [green-preview], to: green}
                        - {cookie: canary, present: true, to: blue}
                routes:
                  - {name: chat, match: {path: /chat}, service: chat, answers: chatchat, cache: {}, retry: {attempts: 0}}
                  - {name: all, match: {path: /__fake}, service: chat}
                  - {name: limited, match: {path: /__fake/small, headers: {X-Limited: "1"}}, service: chat,
                     limits: {rate: {requests: 3, per: 1h, by: client_ip}, concurrency: {requests: 1, by: client_ip}}}
                  - {name: notice, match: {path_exact: /notice}, respond: {status: 203, body: closed}}
                  - {name: old, match: {path: /old}, redirect: {status: 308, path_prefix: /new}}
                """.formatted(
                        fleet.server("blue-1").address(),
                        fleet.server("blue-2").address(),
                        balance,
                        fleet.server("green-1").address(),
                        more));
    }

    static Explanation explain(TestGateway gateway, String method, String target, String body, String... fields) {
        List<Question.Field> headers = new ArrayList<>();
        for (String field : fields) {
            int colon = field.indexOf(':');
            headers.add(new Question.Field(
                    field.substring(0, colon), field.substring(colon + 1).strip()));
        }
        return gateway.gateway().explain(new Question(method, target, "gateway.test", headers, "127.0.0.1", body));
    }

    static Fate.Forwarded forwarded(TestGateway gateway, String method, String target, String body, String... f) {
        return (Fate.Forwarded) explain(gateway, method, target, body, f).fate();
    }

    static Fate.Forwarded small(TestGateway gateway, String... fields) {
        return forwarded(gateway, "GET", SMALL, "", fields);
    }

    String chosen(Prospect prospect) {
        return name(Objects.requireNonNull(prospect.chosen(), "none"));
    }

    String name(Server server) {
        return fleet.servers().stream()
                .filter(one -> one.address().equals(server.address().toString()))
                .findFirst()
                .orElseThrow()
                .name();
    }

    static CacheFate.Consulted consulted(TestGateway gateway, String body, String... fields) {
        return (CacheFate.Consulted)
                forwarded(gateway, "POST", KB_CHAT, body, fields).cache();
    }
}
