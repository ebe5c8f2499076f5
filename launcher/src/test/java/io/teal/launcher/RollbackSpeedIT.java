package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RealRedis;
import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.Writing;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Green is bad and live at four gateways under load; somebody types {@code teal rollback}. */
class RollbackSpeedIT {
    private static final Logger log = LoggerFactory.getLogger(RollbackSpeedIT.class);
    private static final int GATEWAYS = 4;
    private static final int ROUNDS = 8;

    /** Between two requests to one gateway. */
    private static final long EVERY_MILLIS = 20;

    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** An answer, and when its request was sent, of this process's clock. */
    private record Seen(long sent, int gateway, String colour, int status) {}

    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failed = new ConcurrentLinkedQueue<>();
    private final List<TealProcess> gateways = new ArrayList<>();
    private String admin = "";
    private String archive = "";

    @Test
    void fromTheReturnOfTheCommandNobodyIsAnsweredByTheBadColour(@TempDir Path directory) throws Exception {
        try (Fleet servers = Fleet.start(
                        Instance.named("blue").withTiming(Timing.instant()),
                        Instance.named("green").withTiming(Timing.instant()));
                RealRedis redis = RealRedis.start(directory);
                HttpClient people = HttpClient.newHttpClient();
                ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor()) {
            // Given
            for (int i = 0; i < GATEWAYS; i++) {
                Path conf = TestConf.write(
                        directory.resolve("gateway-" + i),
                        servers.server("blue").address(),
                        servers.server("green").address());
                gateways.add(
                        TealProcess.start(Map.of("TEAL_REDIS_URL", redis.url()), "run", "--conf", conf.toString()));
            }
            for (int i = 0; i < GATEWAYS; i++) {
                URI uri = URI.create(gateways.get(i).find("on (http://[^,]+), admin API") + "/__fake/stats");
                int gateway = i;
                var unused = load.scheduleAtFixedRate(
                        () -> ask(people, uri, gateway), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
            }
            admin = gateways.getFirst().find("admin API on (http://[^,]+),");
            AdminClient client = new AdminClient(URI.create(admin), "", null);
            await().until(() -> client.gateways().value().gateways().stream()
                            .filter(gateway -> gateway.state().equals("serving"))
                            .count()
                    == GATEWAYS);

            archive = archive(client, directory);

            // When, Then
            Duration best = Duration.ofDays(1);
            for (int i = 0; i < ROUNDS && best.compareTo(LONGEST) >= 0; i++) {
                Duration took = round(client);
                best = best.compareTo(took) <= 0 ? best : took;
            }
            load.shutdownNow();
            assertThat(failed).isEmpty();
            assertThat(seen).allMatch(answer -> answer.status() == 200);
            assertThat(best).isLessThan(LONGEST);
        } finally {
            gateways.forEach(TealProcess::close);
        }
    }

    /** Makes green live, takes it back by the command, and returns how long that took from the shell. */
    private Duration round(AdminClient client) throws AdminFailure, IOException {
        makeGreenLive(client);
        awaitEverywhere("green", System.nanoTime());

        long typed = System.nanoTime();
        TealProcess command = command(archive);
        int code = command.exitCode();
        long returned = System.nanoTime();

        assertThat(code).as(command.out() + command.err()).isZero();
        assertThat(command.out())
                .containsPattern("in effect at 4 of 4 gateways after \\d+ m?s, proven through their listeners");
        awaitEverywhere("blue", returned);
        assertThat(seen)
                .noneMatch(answer ->
                        answer.sent() - returned > 0 && answer.colour().equals("green"));
        Duration took = Duration.ofNanos(returned - typed);
        log.info("teal rollback took {} ms, after {} answers: {}", took.toMillis(), seen.size(), command.out());
        return took;
    }

    private static void makeGreenLive(AdminClient client) throws AdminFailure {
        long before = client.currentRevision();
        long green = client.switchTo("chat", "green", Writing.of(before, "a bad one"))
                .value()
                .revision();
        assertThat(green).isEqualTo(before + 1);
    }

    /**
     * Keeps the loaded classes of a command, as the script does when it has built: what it kept itself may be of another build than
     * this one.
     *
     * @return the option that uses them
     */
    private String archive(AdminClient client, Path directory) throws AdminFailure, IOException {
        Path file = directory.resolve("classes");
        makeGreenLive(client);
        try (TealProcess kept = command(KeptClasses.keepIn(file))) {
            assertThat(kept.exitCode()).as(kept.out() + kept.err()).isZero();
        }
        assertThat(file).isNotEmptyFile();
        return KeptClasses.takeFrom(file);
    }

    /** Types {@code teal rollback}. */
    private TealProcess command(String options) throws IOException {
        return TealProcess.run(
                Map.of(
                        "TEAL_NO_BUILD",
                        "yes",
                        "TEAL_JAVA_HOME",
                        System.getProperty("java.home"),
                        "TEAL_JAVA_OPTS",
                        options),
                List.of(TealProcess.tree().resolve("teal").toString(), "rollback", "--admin", admin));
    }

    private void ask(HttpClient people, URI uri, int gateway) {
        long sent = System.nanoTime();
        var unused = people.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        seen.add(new Seen(sent, gateway, colour(answer), answer.statusCode()));
                    } else {
                        failed.add(failure);
                    }
                });
    }

    private static String colour(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Teal-Upstream").orElse("nobody");
    }

    /** Until a request that was sent after a moment to each gateway has been answered by a colour. */
    private void awaitEverywhere(String colour, long after) {
        for (int i = 0; i < GATEWAYS; i++) {
            int gateway = i;
            await().pollInterval(Duration.ofMillis(20))
                    .until(() -> !failed.isEmpty()
                            || seen.stream()
                                    .anyMatch(answer -> answer.gateway() == gateway
                                            && answer.sent() - after > 0
                                            && answer.colour().equals(colour)));
        }
    }
}
