package io.teal.gateway.fleet;

import static org.awaitility.Awaitility.await;

import io.teal.gateway.Gateway;
import io.teal.gateway.testing.RealRedis;
import io.teal.gateway.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.core.ConditionFactory;

/** Gateways that share a real Redis. */
final class Together implements AutoCloseable {
    private final RealRedis redis;
    private final List<TestGateway> gateways = new ArrayList<>();

    private Together(RealRedis redis) {
        this.redis = redis;
    }

    /** So many, which know of each other. */
    static Together start(Path folder, int count, String routing) throws IOException {
        Together together = new Together(RealRedis.start(folder));
        for (int i = 0; i < count; i++) {
            TestGateway unused = together.add(routing, "");
        }
        together.awaitEachOther();
        return together;
    }

    /** One more. */
    TestGateway add(String routing, String settings) {
        TestGateway gateway = TestGateway.start(
                routing, "redis: {url: \"" + redis.url() + "\"" + (settings.isEmpty() ? "" : ", ") + settings + "}");
        gateways.add(gateway);
        return gateway;
    }

    RealRedis redis() {
        return redis;
    }

    TestGateway gateway(int index) {
        return gateways.get(index);
    }

    void awaitEachOther() {
        soon().until(() -> gateways.stream().allMatch(one -> status(one).gateways() == gateways.size() - 1));
    }

    /** Ends one of them. */
    void end(TestGateway gateway) {
        gateways.remove(gateway);
        gateway.close();
    }

    static SharingStatus status(TestGateway gateway) {
        return Objects.requireNonNull(gateway.gateway().sharing());
    }

    static boolean usable(Gateway gateway) {
        var status = gateway.cache().stats().redis();
        return status != null && status.status().usable();
    }

    void awaitRedis() {
        soon().until(() -> gateways.stream().allMatch(one -> usable(one.gateway())));
    }

    static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(15));
    }

    @Override
    public void close() {
        gateways.forEach(TestGateway::close);
        redis.close();
    }
}
