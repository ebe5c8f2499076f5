package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.sun.net.httpserver.HttpServer;
import io.teal.gateway.testing.RealRedis;
import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.reply.ReleaseReply;
import io.teal.launcher.client.reply.RevisionReply;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.Faults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A SIGKILL for the gateway that drives a release, in each state: the other gateway, or the same one after a restart where there is no
 * other, takes it to its end, and nobody's colour changes but by a step. Each state lasts until the kill by something that is
 * held back; a pause gives the time to start the killed one again.
 */
class ReleaseCrashIT {
    private static final String DRIVES = "releases are driven here from now on";
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** Where a question is asked whose answer is kept; the gate asks elsewhere, and so do people. */
    private static final String KEPT = "/knowledge_base/local_kb/samples/chat/completions";

    private static final String QUESTION =
            "{\"model\": \"qwen\", \"messages\": [{\"role\": \"user\", \"content\": \"how many days?\"}], \"stream\": true}";

    @TempDir
    Path directory;

    private final ExecutorService hooked = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch awake = new CountDownLatch(1);
    private final Queue<String> wakes = new ConcurrentLinkedQueue<>();
    private final People people = new People();
    private final TealProcess[] gateways = new TealProcess[2];
    private final Path[] conf = new Path[2];
    private Map<String, String> environment = Map.of();
    private int driver;
    private String release = "";
    private Fleet servers;
    private HttpServer hook;

    @BeforeEach
    void start() throws Exception {
        servers = Fleet.start(
                Instance.named("blue-1").withTiming(Timing.instant()),
                Instance.named("green-1").withTiming(Timing.instant()));
        for (int i = 0; i < gateways.length; i++) {
            String blue = servers.server("blue-1").address();
            String green = servers.server("green-1").address();
            conf[i] = TestConf.write(directory.resolve("gateway-" + i), blue, green);
            Path unused = Files.writeString(conf[i].resolve("routing.yaml"), """
                    services:
                      chat:
                        upstreams:
                          blue: {servers: ["%s"]}
                          green: {servers: ["%s"]}
                        traffic: {split: {blue: 100, green: 0}, identity: [header:%s]}
                    routes:
                      - {name: chat, match: {path: /}, service: chat, answers: chatchat, cache: {}}
                    """.formatted(blue, green, People.FIELD));
        }
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.setExecutor(hooked);
        hook.createContext("/", exchange -> {
            try (exchange) {
                wakes.add(exchange.getRequestHeaders().getFirst("X-Teal-Id"));
                awake.await();
                exchange.sendResponseHeaders(204, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        hook.start();
    }

    @AfterEach
    void stop() {
        people.close();
        for (TealProcess gateway : gateways) {
            if (gateway != null) {
                gateway.close();
            }
        }
        hook.stop(0);
        hooked.shutdownNow();
        servers.close();
    }

    /** Takes a minute and more: CONTRIBUTING.md has the command. */
    @Test
    @Tag("long")
    void whoeverIsLeftWakesGreenAsksTheGateWarmsTheCacheAndKeepsAPause() throws Exception {
        try (RealRedis redis = RealRedis.start(directory)) {
            // Given
            startBoth(redis);
            Faults green = servers.server("green-1").faults();
            green.set(Fault.NEVER_ANSWER, 1, Map.of("path", "/chat/kb_chat"));
            green.set(Fault.SILENCE, 1, Map.of("path", KEPT));
            Path questions = Files.writeString(directory.resolve("questions.yaml"), """
                    questions:
                      - {name: days, ask: 'how many days?', knowledge_base: samples}
                    """);

            // When
            release("2s", "{\"questions\": \"" + questions + "\", \"warm_cache\": {\"top\": 10}}");
            await().until(() -> !wakes.isEmpty());
            killDriverIn("waking");
            startAgain();
            askWhatIsKept();
            awake.countDown();
            killDriverIn("gate");
            green.clear(Fault.NEVER_ANSWER);
            startAgain();
            askWhatIsKept();
            killDriverIn("warming");
            green.clear(Fault.SILENCE);
            until(admin(), Set.of("holding"));
            order("pause");
            startAgain();
            killDriverIn("paused");
            awaitTakeOver();
            order("resume");

            // Then
            endsWell(
                    "waking",
                    "gate",
                    "warming",
                    "shifting",
                    "holding",
                    "paused",
                    "holding",
                    "shifting",
                    "holding",
                    "done");
            assertThat(wakes)
                    .as("who was woken can know that it was")
                    .hasSizeGreaterThanOrEqualTo(2)
                    .containsOnly("chat-1.waking");
        }
    }

    @Test
    void whoeverIsLeftProvesAStepAndHoldsIt() throws Exception {
        try (RealRedis redis = RealRedis.start(directory)) {
            // Given
            startBoth(redis);

            // When
            release("5s", null);
            await().until(() -> !wakes.isEmpty());
            AdminClient proving = admin(gateways[driver]);
            TealProcess frozen = gateways[1 - driver];
            frozen.freeze();
            awake.countDown();
            until(proving, Set.of("shifting"));
            kill();
            frozen.thaw();
            until(admin(), Set.of("holding"));
            order("pause");
            startAgain();
            order("resume");
            killDriverIn("holding");

            // Then
            endsWell("waking", "shifting", "holding", "paused", "holding", "shifting", "holding", "done");
        }
    }

    @Test
    void aGatewayThatIsAloneGoesOnAfterItsRestart() throws Exception {
        // Given
        start(0);
        awake.countDown();

        // When
        release("3s", null);
        until(admin(gateways[0]), Set.of("holding"));
        long before = people.answers(0);
        people.leave(0);
        gateways[0].kill();
        start(0);

        // Then
        assertThat(before).isPositive();
        endsWell("waking", "shifting", "holding", "shifting", "holding", "done");
    }

    /** Starts both on one Redis, and finds out which of them drives. */
    private void startBoth(RealRedis redis) throws Exception {
        environment = Map.of("TEAL_REDIS_URL", redis.url());
        start(0, 1);
        driver = await().atMost(LONGEST).until(() -> drives(0) ? 0 : drives(1) ? 1 : -1, found -> found >= 0);
        awaitBoth();
    }

    private void start(int... numbers) throws IOException {
        for (int number : numbers) {
            gateways[number] = TealProcess.start(environment, "run", "--conf", conf[number].toString());
        }
        for (int number : numbers) {
            people.ask(number, gateways[number].find("on (http://[^,]+), admin API"));
        }
    }

    private boolean drives(int number) {
        return gateways[number].err().contains(DRIVES);
    }

    private void awaitBoth() {
        await().atMost(LONGEST)
                .until(() -> admin().gateways().value().gateways().stream()
                                .filter(gateway -> gateway.state().equals("serving"))
                                .count()
                        == 2);
    }

    private void release(String hold, @Nullable String gate) throws AdminFailure {
        await().atMost(LONGEST).until(() -> people.answers(1 - driver) + people.answers(driver) >= 2 * People.COUNT);
        String plan = """
                {"steps": [{"weight": 50, "hold": "%s"}, {"weight": 100, "hold": "1s"}], "guard": {"no_data": "pass"},
                 "lifecycle": {"wake": {"post": "http://127.0.0.1:%d/"}}%s}""".formatted(hold, hook.getAddress().getPort(), gate == null ? "" : ", \"gate\": " + gate);
        release = admin().startRelease("chat", "green", plan, false, "").value().id();
    }

    /** Kills the driver when the other one knows that a release is in a state. */
    private void killDriverIn(String state) {
        until(admin(), Set.of(state));
        kill();
    }

    private void kill() {
        people.leave(driver);
        gateways[driver].kill();
        driver = 1 - driver;
    }

    private void awaitTakeOver() {
        await().atMost(LONGEST).until(() -> drives(driver));
    }

    /** Starts the one that was killed, once the other drives, and waits until everybody has asked it. */
    private void startAgain() throws IOException {
        awaitTakeOver();
        int killed = 1 - driver;
        long before = people.answers(killed);
        start(killed);
        awaitBoth();
        await().atMost(LONGEST).until(() -> people.answers(killed) >= before + People.COUNT);
    }

    private void order(String verb) throws AdminFailure {
        ReleaseReply unused = admin().order("chat", release, verb, "", Map.of()).value();
    }

    /** A question that both know to be asked, by which there is something to be warmed; whoever was restarted has forgotten it. */
    private void askWhatIsKept() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (TealProcess gateway : gateways) {
                URI uri = URI.create(gateway.find("on (http://[^,]+), admin API") + KEPT);
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(QUESTION))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
        }
    }

    private void endsWell(String... states) throws AdminFailure {
        ReleaseReply end = until(admin(), Set.of("done", "aborted", "rolled_back"));
        assertThat(end.state()).as(end.toString()).isEqualTo("done");
        assertThat(end.story()).extracting(ReleaseReply.Transition::state).containsExactly(states);
        long asked = people.answers(driver);
        await().until(() -> people.answers(driver) >= asked + 2 * People.COUNT);

        SortedMap<Long, Integer> green = new TreeMap<>();
        for (RevisionReply revision : admin().history(1_000).value().revisions()) {
            green.put(
                    revision.revision(),
                    revision.traffic().getOrDefault("chat", Map.of()).getOrDefault("green", 0));
        }
        List<Integer> weights = new ArrayList<>(green.values());
        assertThat(weights).as("weights never jump back").isSorted();
        assertThat(new LinkedHashSet<>(weights)).containsExactly(0, 50, 100);
        people.keptTheirColours(green);
    }

    @CanIgnoreReturnValue
    private ReleaseReply until(AdminClient asked, Set<String> states) {
        return await().atMost(LONGEST)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> asked.release("chat", release).value(), reply -> states.contains(reply.state()));
    }

    /** Of the gateway that lives on. */
    private AdminClient admin() {
        return admin(gateways[gateways[1] != null && gateways[1 - driver].alive() ? 1 - driver : driver]);
    }

    private static AdminClient admin(TealProcess teal) {
        return new AdminClient(URI.create(teal.find("admin API on (http://[^,]+),")), "", null);
    }
}
