package io.teal.gateway.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Traffic;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.tls.OriginTls;
import io.teal.simulator.Flavour;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.fault.Fault;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Knowledge of simulated servers that changes without the gateway being asked. */
class KnowledgeWatchIT {
    private static final Upstream.Knowledge OFTEN =
            new Upstream.Knowledge(Duration.ofMillis(20), Duration.ofSeconds(5));
    private static final String LIST = "/knowledge_base/list_knowledge_bases";

    private final Vertx vertx = Vertx.vertx();
    private final Fleet fleet = Fleet.start(
            Instance.named("blue-1"),
            Instance.named("blue-2"),
            Instance.named("old-1").withFlavour(Flavour.V0_2_10));
    private final AtomicLong now = new AtomicLong(1000);
    private final Epochs epochs = new Epochs(null, now::get);
    private final KnowledgeWatch watch = new KnowledgeWatch(vertx, epochs, new OriginTls());

    @AfterEach
    void close() {
        watch.close();
        epochs.close();
        fleet.close();
        vertx.close().await();
    }

    private SimulatedServer server(String name) {
        return fleet.server(name);
    }

    private static Server at(SimulatedServer server) {
        return Server.at(new Address("127.0.0.1", server.port()));
    }

    private Routing routing(Upstream.@Nullable Knowledge knowledge, String... servers) {
        List<Server> all = new ArrayList<>();
        for (String name : servers) {
            all.add(at(server(name)));
        }
        return routing(knowledge, Upstream.Protocol.HTTP_1_1, all);
    }

    static Routing routing(Upstream.@Nullable Knowledge knowledge, Upstream.Protocol protocol, List<Server> servers) {
        Upstream plain = Upstream.of("blue", servers);
        Upstream blue = new Upstream(
                "blue",
                plain.balance(),
                servers,
                plain.queue(),
                null,
                plain.ejection(),
                plain.whenNoneUsable(),
                protocol,
                plain.keepaliveTimeout(),
                plain.cancels(),
                null,
                knowledge,
                null);
        Upstream green = Upstream.of("green", servers);
        LinkedHashMap<String, Upstream> upstreams = new LinkedHashMap<>(Map.of("blue", blue, "green", green));
        LinkedHashMap<String, Service> services = new LinkedHashMap<>();
        services.put(
                "chat",
                new Service(
                        "chat",
                        upstreams,
                        new Traffic(new LinkedHashMap<>(Map.of("blue", 100)), Traffic.DEFAULT_IDENTITY, List.of())));
        return new Routing(services, List.of());
    }

    private long[] of(String base) {
        return epochs.of("chat", "blue", base);
    }

    /** Two whole rounds from now on at each server. */
    private void rounds(String... servers) {
        for (String name : servers) {
            long before = lists(name);
            await().until(() -> lists(name) >= before + 3);
        }
    }

    private long lists(String name) {
        return server(name).stats().perPath().getOrDefault(LIST, 0L);
    }

    private void change(SimulatedServer server, String path, String type, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).contains("\"code\":200");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void upload(SimulatedServer server, String base, String file) throws IOException {
        change(
                server,
                "/knowledge_base/upload_docs",
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"knowledge_base_name\"\r\n\r\n" + base
                        + "\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + file
                        + "\"\r\n\r\nnew text\r\n--b--\r\n");
    }

    @Test
    void anUploadIsSeen() throws IOException {
        watch.watch(routing(OFTEN, "blue-1", "blue-2"));
        rounds("blue-1", "blue-2");
        assertThat(of("hr_faq")).as("the first round only remembers").containsExactly(0, 0, 0, 0);

        upload(server("blue-2"), "hr_faq", "new.md");

        await().until(() -> of("hr_faq")[3] > 0);
        assertThat(of("policy")).containsExactly(0, 0, 0, 0);
        assertThat(epochs.of("chat", "green", "hr_faq")).containsExactly(0, 0, 0, 0);
        rounds("blue-1", "blue-2");
        long[] after = of("hr_faq");
        rounds("blue-1", "blue-2");
        assertThat(of("hr_faq")).as("once").containsExactly(after);
    }

    @Test
    void basesThatComeAndGoAreSeen() throws IOException {
        watch.watch(routing(OFTEN, "blue-1"));
        rounds("blue-1");

        change(
                server("blue-1"),
                "/knowledge_base/create_knowledge_base",
                "application/json",
                "{\"knowledge_base_name\":\"legal\"}");
        await().until(() -> of("legal")[3] > 0);
        long came = of("legal")[3];
        change(server("blue-1"), "/knowledge_base/delete_knowledge_base", "application/json", "\"legal\"");

        await().until(() -> of("legal")[3] > came);
        assertThat(of("policy")[2]).isZero();
    }

    @Test
    void theListOfOldServersWillDo() throws IOException {
        watch.watch(routing(OFTEN, "old-1"));
        rounds("old-1");
        assertThat(of("samples")).containsExactly(0, 0, 0, 0);

        upload(server("old-1"), "samples", "new.md");

        await().until(() -> of("samples")[3] > 0);
    }

    @Test
    void aServerThatDoesNotAnswerHasNotChanged() throws IOException {
        watch.watch(routing(new Upstream.Knowledge(Duration.ofMillis(20), Duration.ofMillis(200)), "blue-1"));
        rounds("blue-1");

        for (Fault fault : List.of(Fault.INTERNAL_ERROR, Fault.NEVER_ANSWER, Fault.RESET)) {
            server("blue-1").faults().set(fault);
            rounds("blue-1");
            server("blue-1").faults().clear();
        }
        server("blue-1").kill();
        server("blue-1").restart();
        rounds("blue-1");
        assertThat(of("hr_faq")).containsExactly(0, 0, 0, 0);

        upload(server("blue-1"), "hr_faq", "new.md");
        await().until(() -> of("hr_faq")[3] > 0);
    }

    @Test
    void whatIsKnownOutlivesAPublishAndAnOtherWayOfAsking() throws IOException {
        watch.watch(routing(OFTEN, "blue-1"));
        rounds("blue-1");
        watch.watch(routing(OFTEN, "blue-1", "blue-2"));
        upload(server("blue-1"), "hr_faq", "new.md");
        await().until(() -> of("hr_faq")[3] > 0);
        rounds("blue-1");
        long first = of("hr_faq")[3];
        Routing down = routing(
                OFTEN,
                Upstream.Protocol.HTTP_1_1,
                List.of(
                        new Server(
                                at(server("blue-1")).address(),
                                1,
                                false,
                                true,
                                0,
                                3,
                                Duration.ofSeconds(30),
                                Duration.ZERO),
                        at(server("blue-2"))));
        watch.watch(down);
        upload(server("blue-1"), "hr_faq", "newer.md");
        rounds("blue-2");
        assertThat(of("hr_faq")[3]).as("nobody asks a server that is down").isEqualTo(first);

        watch.watch(routing(new Upstream.Knowledge(Duration.ofMillis(10), Duration.ofSeconds(5)), "blue-1", "blue-2"));

        await().until(() -> of("hr_faq")[3] > first);
    }

    @Test
    void nobodyIsAskedAnyMoreOnceItIsNotWanted() {
        watch.watch(routing(OFTEN, "blue-1", "blue-2"));
        rounds("blue-1", "blue-2");

        watch.watch(routing(OFTEN, "blue-2"));
        await().until(() -> idle("blue-1"));
        rounds("blue-2");
        watch.watch(routing(null, "blue-2"));
        await().until(() -> idle("blue-2"));
        watch.close();
        watch.watch(routing(OFTEN, "blue-1"));

        assertThat(idle("blue-1")).isTrue();
    }

    /** Whether a server is asked nothing for ten intervals. */
    private boolean idle(String name) {
        long before = lists(name);
        AtomicLong ticks = new AtomicLong();
        long timer = vertx.setPeriodic(20, id -> ticks.incrementAndGet());
        await().until(() -> ticks.get() >= 10);
        boolean unused = vertx.cancelTimer(timer);
        return lists(name) == before;
    }

    @Test
    void whatAServerKnowsHasAFingerprintThatChangesWithIt() throws IOException {
        SimulatedServer first = server("blue-1");
        SimulatedServer second = server("blue-2");
        assertThat(watch.fingerprints("chat", "blue")).isEmpty();
        watch.watch(routing(OFTEN, "blue-1", "blue-2"));
        rounds("blue-1", "blue-2");

        Map<String, String> before = watch.fingerprints("chat", "blue");
        assertThat(before).containsOnlyKeys(first.address(), second.address());
        assertThat(before.values()).allMatch(fingerprint -> fingerprint.matches("[0-9a-f]{16}"));
        assertThat(before.get(first.address())).isEqualTo(before.get(second.address()));
        upload(first, "samples", "new.md");
        rounds("blue-1");

        Map<String, String> after = watch.fingerprints("chat", "blue");
        assertThat(after.get(first.address())).isNotEqualTo(before.get(first.address()));
        assertThat(watch.fingerprints("chat", "green")).isEmpty();
        assertThat(watch.fingerprints("other", "blue")).isEmpty();
    }
}
