package io.teal.benchmarks.row;

import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.contest.Field;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.contest.Setup;
import io.teal.benchmarks.load.Reply;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.KeptConnection;
import io.teal.benchmarks.tool.Request;
import io.teal.benchmarks.tool.Target;
import io.teal.benchmarks.tool.WrongAnswers;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Proxies that have the answers to a hundred questions in their caches, and the servers that gave them. */
final class Questions implements AutoCloseable {
    private static final int COUNT = 100;

    private final Fleet fleet;
    private final Map<Contestant, Target> targets;

    private Questions(Fleet fleet, Map<Contestant, Target> targets) {
        this.fleet = fleet;
        this.targets = targets;
    }

    /** Asks each question until it is answered from the cache, then warms everybody up with them. */
    static Questions ask(Arena arena) throws WrongAnswers, ProxyFailure, InterruptedException {
        Fleet fleet = Fleet.start(instance("chat-1"), instance("chat-2"), instance("chat-3"));
        try {
            List<String> servers =
                    fleet.servers().stream().map(SimulatedServer::address).toList();
            Setup setup = Setup.of("cached answers", servers)
                    .withCache()
                    .with(Set.of(Kind.TEAL, Kind.NGINX))
                    .forSeveral();
            Field field = arena.start(setup);
            Map<Contestant, Target> targets = new LinkedHashMap<>();
            for (Contestant one : field.contestants()) {
                Target target = fill(one);
                targets.put(one, target);
                arena.warm(one, target, true);
            }
            return new Questions(fleet, targets);
        } catch (WrongAnswers | ProxyFailure | InterruptedException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    /** What is asked of whom; answers that do not come from the cache are wrong. */
    Map<Contestant, Target> targets() {
        return targets;
    }

    @Override
    public void close() {
        fleet.close();
    }

    private static Instance instance(String name) {
        return Instance.named(name).withTiming(Timing.instant());
    }

    private static Target fill(Contestant one) throws WrongAnswers {
        String head = one.kind() == Kind.TEAL ? "X-Teal-Cache: hit" : "X-Cache: HIT";
        List<Request> requests = new ArrayList<>();
        try (KeptConnection connection = KeptConnection.open(one.port())) {
            for (int i = 0; i < COUNT; i++) {
                Request request = new Request("/chat/kb_chat", question(i), 0);
                Reply first = connection.exchange(request.bytes(one.port()));
                Reply second = connection.exchange(request.bytes(one.port()));
                boolean same = first.status() == 200
                        && second.status() == 200
                        && KeptConnection.length(first) == KeptConnection.length(second);
                if (!same) {
                    throw new WrongAnswers(one.kind().title() + " answers a question differently: " + first + second);
                }
                requests.add(request.withLength(KeptConnection.length(second)));
            }
        } catch (IOException e) {
            throw new WrongAnswers(one.kind().title() + " does not answer questions: " + e.getMessage(), e);
        }
        return new Target(one.port(), requests, head);
    }

    private static String question(int number) {
        return "{\"query\":\"怎么申请第 " + number
                + " 号证明？\",\"mode\":\"local_kb\",\"kb_name\":\"samples\",\"stream\":true}";
    }
}
