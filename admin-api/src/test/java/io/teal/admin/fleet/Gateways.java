package io.teal.admin.fleet;

import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.Pipe;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.testing.RealRedis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several gateways on one real Redis, each behind a pipe of its own. */
final class Gateways {
    private final Path directory;
    private final RealRedis redis;
    private final Routing initial;
    private final List<Pipe> pipes = new ArrayList<>();
    private final List<AdminRig> rigs = new ArrayList<>();

    Gateways(Path directory, RealRedis redis, Routing initial, int count) throws Exception {
        this.directory = directory;
        this.redis = redis;
        this.initial = initial;
        for (int i = 0; i < count; i++) {
            AdminRig unused = add(initial);
        }
    }

    /** Starts one more, with a routing file of its own. */
    AdminRig add(Routing file) throws Exception {
        Pipe pipe = new Pipe(redis.port());
        pipes.add(pipe);
        rigs.add(start(rigs.size(), file));
        return rigs.getLast();
    }

    private AdminRig start(int number, Routing file) throws Exception {
        return new AdminRig(
                directory.resolve("gateway-" + number),
                file,
                new GatewayConfig.Admin("127.0.0.1", 0, List.of()),
                new GatewayConfig.Redis("redis://127.0.0.1:" + pipes.get(number).port()));
    }

    /** Starts one that was closed on what it has on disk. */
    void again(int number) throws Exception {
        rigs.set(number, start(number, initial));
    }

    AdminRig get(int number) {
        return rigs.get(number);
    }

    Pipe pipe(int number) {
        return pipes.get(number);
    }

    List<AdminRig> all() {
        return rigs;
    }

    void close() throws Exception {
        for (AdminRig rig : rigs) {
            rig.close();
        }
        for (Pipe pipe : pipes) {
            pipe.close();
        }
    }
}
