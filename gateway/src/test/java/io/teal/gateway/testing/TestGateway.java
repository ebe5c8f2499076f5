package io.teal.gateway.testing;

import io.teal.gateway.Gateway;
import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.ConfigFiles;
import io.teal.gateway.config.RoutingText;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Revision.Kind;
import io.teal.gateway.routing.Revision.Provenance;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.upstream.ServerStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A gateway on a free port, its routing written as text. */
public final class TestGateway implements AutoCloseable {
    private final Gateway gateway;

    private TestGateway(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Starts one with two event loops. */
    public static TestGateway start(String routing) {
        return start(routing, "");
    }

    /**
     * Starts one.
     *
     * @param routing routing.yaml
     * @param settings further lines for gateway.yaml
     */
    public static TestGateway start(String routing, String settings) {
        try {
            Path directory = Files.createTempDirectory("teal-test");
            Path file = directory.resolve("gateway.yaml");
            Files.writeString(
                    file, "listeners: [{name: public, host: 127.0.0.1, port: 0}]\nevent_loops: 2\n" + settings + "\n");
            Files.writeString(directory.resolve("routing.yaml"), routing);
            ConfigFiles.Loaded loaded = ConfigFiles.load(directory, Map.of());
            return new TestGateway(Gateway.start(loaded.gateway(), revision(1, loaded.routing()))
                    .await(20, TimeUnit.SECONDS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** A revision made by a test. */
    public static Revision revision(long number, Routing routing) {
        return new Revision(number, routing, new Provenance(Kind.APPLY, Instant.EPOCH, "test", "", number - 1));
    }

    /** A routing from text. */
    public static Routing routing(String text) {
        try {
            return RoutingText.parse("routing.yaml", text).routing();
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    /** Publishes the next revision. */
    public void publish(Routing routing) {
        gateway.publish(revision(gateway.revision().number() + 1, routing));
    }

    /** Publishes other weights for a service. */
    public void split(String service, Map<String, Integer> weights) {
        Routing now = gateway.revision().routing();
        var chosen = now.services().get(service);
        publish(now.with(chosen.withTraffic(chosen.traffic().withSplit(weights))));
    }

    public Gateway gateway() {
        return gateway;
    }

    public int port() {
        return gateway.ports().get("public");
    }

    public URI uri(String target) {
        return URI.create("http://127.0.0.1:" + port() + target);
    }

    /** The leases of all servers together. */
    public int leases() {
        return gateway.upstreams().status().stream()
                .mapToInt(ServerStatus::leases)
                .sum();
    }

    /** The state of the server at an address. */
    public ServerStatus server(String address) {
        return gateway.upstreams().status().stream()
                .filter(server -> server.key().address().toString().equals(address))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        try {
            Void unused = gateway.close(Duration.ZERO).await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
