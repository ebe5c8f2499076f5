package io.teal.admin.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.fleet.RecordedHistory.End;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.testing.RealRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writers and readers at four gateways while Redis is killed again and again: there is one order of the writes that explains what
 * everybody was told.
 */
class LinearizableIT {
    private static final Logger log = LoggerFactory.getLogger("io.teal.admin.figures");

    /** More of them: {@code -Dfleet.kills=20}. */
    private static final int KILLS = Integer.getInteger("fleet.kills", 2);

    private static final int GATEWAYS = 4;

    @TempDir
    Path directory;

    private final RecordedHistory history = new RecordedHistory();
    private final AtomicInteger values = new AtomicInteger(1_000);

    /** A Redis that keeps everything through its end, and one that loses everything. */
    @ParameterizedTest
    @ValueSource(strings = {"yes", "no"})
    void oneOrderExplainsWhatEverybodyWasTold(String keeps) throws Exception {
        try (RealRedis redis = RealRedis.start(directory, "appendonly " + keeps, "appendfsync always")) {
            Gateways gateways = new Gateways(directory, redis, Routings.two(), GATEWAYS);
            try {
                AtomicBoolean over = new AtomicBoolean();
                List<Future<?>> clients = new ArrayList<>();
                try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < GATEWAYS; i++) {
                        int gateway = i;
                        clients.add(pool.submit(() -> repeat(over, () -> write(gateways.get(gateway), gateway))));
                        clients.add(pool.submit(() -> repeat(over, () -> read(gateways.get(gateway), gateway))));
                    }
                    for (int kill = 0; kill < KILLS; kill++) {
                        someWrites(50);
                        redis.kill();
                        redis.restart();
                    }
                    someWrites(50);
                    over.set(true);
                    for (Future<?> client : clients) {
                        Object unused = client.get();
                    }
                }
                history.check(order(gateways));
                log.info("Redis keeps: {}; {} kills: {}", keeps, KILLS, history);
            } finally {
                gateways.close();
            }
        }
    }

    private void someWrites(int count) {
        long before = history.done();
        await().atMost(Duration.ofSeconds(40)).until(() -> history.done() >= before + count);
    }

    private interface Step {
        void run() throws Exception;
    }

    private static Object repeat(AtomicBoolean over, Step step) throws Exception {
        while (!over.get()) {
            step.run();
        }
        return over;
    }

    private static long tag(Reply reply) {
        return Long.parseLong(reply.header("ETag").replace("\"", ""));
    }

    private void write(AdminRig rig, int gateway) throws Exception {
        int value = values.incrementAndGet();
        long expected = tag(rig.get("/api/v1/routing"));
        long invoked = System.nanoTime();
        Reply reply = rig.post(
                "/api/v1/services/chat/switch?wait=none",
                "\"" + expected + "\"",
                "{\"split\":{\"blue\":" + value + ",\"green\":1}}");
        long returned = System.nanoTime();
        End end =
                switch (reply.status() == 200 ? "200" : reply.problem()) {
                    case "200" -> End.DONE;
                    case "412 revision-conflict", "503 not-agreed" -> End.REFUSED;
                    case "503 outcome-unknown" -> End.UNKNOWN;
                    default -> throw new AssertionError(reply.text());
                };
        history.add(new RecordedHistory.Write(
                gateway, invoked, returned, expected, end, end == End.DONE ? tag(reply) : 0, value));
    }

    private void read(AdminRig rig, int gateway) throws Exception {
        long invoked = System.nanoTime();
        Reply reply = rig.get("/api/v1/routing");
        long returned = System.nanoTime();
        JsonNode blue = reply.json().at("/services/chat/traffic/split/blue");
        history.add(new RecordedHistory.Read(gateway, invoked, returned, tag(reply), blue.asInt()));
    }

    /** The value of every revision, the same at all gateways. */
    private static Map<Long, Integer> order(Gateways gateways) throws Exception {
        AdminRig first = gateways.get(0);
        for (AdminRig rig : gateways.all()) {
            await().until(() ->
                    rig.revisions().current().equals(first.revisions().current()));
        }
        Map<Long, Integer> order = values(first);
        for (AdminRig rig : gateways.all()) {
            assertThat(values(rig)).isEqualTo(order);
        }
        return order;
    }

    private static Map<Long, Integer> values(AdminRig rig) throws Exception {
        Map<Long, Integer> values = new HashMap<>();
        for (Revision revision : rig.revisions().page(Long.MAX_VALUE, Integer.MAX_VALUE)) {
            Map<String, Integer> split =
                    revision.routing().services().get("chat").traffic().split();
            values.put(revision.number(), split.get("blue"));
        }
        return values;
    }
}
