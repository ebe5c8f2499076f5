package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.teal.gateway.testing.RealRedis;
import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.Writing;
import io.teal.launcher.client.reply.ReleaseReply;
import io.teal.launcher.client.reply.RevisionReply;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways on one Redis, and a SIGKILL for the one that drives a release: the other one ends it. */
class ReleaseCrashIT {
    /** In which states; all of them: {@code -Drelease.states=waking,shifting,holding,paused}. */
    private static final List<String> STATES =
            List.of(System.getProperty("release.states", "waking,holding").split(","));

    private static final String DRIVES = "releases are driven here from now on";

    @Test
    void theOtherGatewayEndsWhatWasBegun(@TempDir Path directory) throws Exception {
        try (Fleet fleet = Fleet.start(
                        Instance.named("blue-1").withTiming(Timing.instant()),
                        Instance.named("green-1").withTiming(Timing.instant()));
                RealRedis redis = RealRedis.start(directory)) {
            String blue = fleet.server("blue-1").address();
            String green = fleet.server("green-1").address();
            Path one = TestConf.write(directory.resolve("one"), blue, green);
            Path other = TestConf.write(directory.resolve("other"), blue, green);
            Map<String, String> environment = Map.of("TEAL_REDIS_URL", redis.url());
            for (String state : STATES) {
                try (TealProcess first = TealProcess.start(environment, "run", "--conf", one.toString())) {
                    await().atMost(Duration.ofMinutes(1))
                            .until(() -> first.err().contains(DRIVES));
                    try (TealProcess second = TealProcess.start(environment, "run", "--conf", other.toString())) {
                        killIn(state, first, second);
                    }
                }
            }
        }
    }

    private static void killIn(String state, TealProcess driver, TealProcess survivor) throws Exception {
        AtomicBoolean awake = new AtomicBoolean();
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            try (exchange) {
                boolean wait = state.equals("waking") && !awake.get();
                exchange.sendResponseHeaders(wait ? 503 : 204, -1);
            }
        });
        hook.start();
        try {
            AdminClient admin = admin(survivor);
            String plan = """
                    {"steps": [{"weight": 50, "hold": "2s"}, {"weight": 100, "hold": "1s"}],
                     "guard": {"no_data": "pass"}, "lifecycle": {"wake": {"post": "http://127.0.0.1:%d/"}}}""".formatted(hook.getAddress().getPort());
            String id =
                    admin.startRelease("chat", "green", plan, false, "").value().id();
            if (state.equals("paused")) {
                ReleaseReply unusedReply = until(admin, id, Set.of("holding"));
                var unused = admin.order("chat", id, "pause", "", Map.of());
            }
            ReleaseReply unusedState = until(admin, id, Set.of(state));
            driver.kill();
            awake.set(true);
            if (state.equals("paused")) {
                var unused = admin.order("chat", id, "resume", "", Map.of());
            }
            ReleaseReply release = until(admin, id, Set.of("done", "aborted", "rolled_back"));
            assertThat(release.state()).as(release.toString()).isEqualTo("done");
            assertThat(greenOf(admin, release)).as("weights never jump").containsExactly(0, 50, 100);
            var unused =
                    admin.switchTo("chat", "blue", new Writing(admin.currentRevision(), "", id, false, Duration.ZERO));
        } finally {
            hook.stop(0);
        }
    }

    /** The weights of green since a release began, each once. */
    private static List<Integer> greenOf(AdminClient admin, ReleaseReply release) throws AdminFailure {
        List<Integer> weights = new ArrayList<>();
        for (RevisionReply revision : admin.history(1_000).value().revisions().reversed()) {
            boolean since = !Instant.parse(revision.at()).isBefore(Instant.parse(release.started()));
            int green = revision.traffic().getOrDefault("chat", Map.of()).getOrDefault("green", 0);
            if (since && (weights.isEmpty() || weights.getLast() != green)) {
                weights.add(green);
            }
        }
        return weights;
    }

    private static ReleaseReply until(AdminClient admin, String id, Set<String> states) {
        return await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> admin.release("chat", id).value(), release -> states.contains(release.state()));
    }

    private static AdminClient admin(TealProcess teal) {
        return new AdminClient(URI.create(teal.find("admin API on (http://[^,]+),")), "", null);
    }
}
