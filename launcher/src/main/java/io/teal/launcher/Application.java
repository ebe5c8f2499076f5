package io.teal.launcher;

import io.teal.admin.AdminApi;
import io.teal.admin.History;
import io.teal.admin.fleet.Fleet;
import io.teal.admin.store.StoreException;
import io.teal.gateway.Gateway;
import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.ConfigFiles;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.config.Problem;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.tls.CertificateException;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.launcher.cli.VersionCommand;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole running Teal, put together from its parts: configuration, store, gateway, admin API. They are closed in the
 * opposite order, also when a later part cannot start.
 */
final class Application {
    private static final Logger log = LoggerFactory.getLogger(Application.class);

    /** So long a start waits for a Redis, to begin with the routing that the other gateways serve. */
    private static final Duration FLEET = Duration.ofSeconds(3);

    private final GatewayConfig config;
    private final History history;
    private final Fleet fleet;
    private final Gateway gateway;
    private final AdminApi admin;

    private Application(GatewayConfig config, History history, Fleet fleet, Gateway gateway, AdminApi admin) {
        this.config = config;
        this.history = history;
        this.fleet = fleet;
        this.gateway = gateway;
        this.admin = admin;
    }

    /**
     * Starts everything; returns when requests are answered. Blocks the calling thread.
     *
     * @param conf directory with gateway.yaml and routing.yaml
     * @param environment the variables that override gateway.yaml
     * @throws CommandFailure when it cannot start; the message says why and what to do, and nothing is left running
     */
    static Application start(Path conf, Map<String, String> environment) throws CommandFailure, InterruptedException {
        ConfigFiles.Loaded loaded = load(conf, environment);
        GatewayConfig config = loaded.gateway();
        History history = history(loaded);
        Fleet fleet = fleet(config, history);
        Gateway gateway = null;
        try {
            fleet.catchUp(FLEET);
            gateway = await(() -> Gateway.start(config, history.revisions().current()), StartFailure.listeners(config));
            Gateway started = gateway;
            AdminApi admin = await(
                    () -> AdminApi.start(config.admin(), VersionCommand.number(), history, fleet, started),
                    StartFailure.admin(config));
            return new Application(config, history, fleet, gateway, admin);
        } catch (CommandFailure | InterruptedException | RuntimeException e) {
            fleet.close();
            if (gateway != null) {
                finish("gateway", gateway.close(Duration.ZERO));
            }
            history.close();
            throw e;
        }
    }

    private static ConfigFiles.Loaded load(Path conf, Map<String, String> environment) throws CommandFailure {
        ConfigFiles.Loaded loaded;
        try {
            loaded = ConfigFiles.load(conf, environment);
        } catch (ConfigException e) {
            throw new CommandFailure(ExitCode.USAGE, "the configuration cannot be used:\n" + e.getMessage(), e);
        }
        for (Problem warning : loaded.warnings()) {
            log.warn("configuration: {}", warning);
        }
        return loaded;
    }

    private static History history(ConfigFiles.Loaded loaded) throws CommandFailure {
        try {
            History history = History.open(loaded.gateway().store(), loaded.routing(), InstantSource.system());
            Revision current = history.revisions().current();
            if (!current.routing().equals(loaded.routing())) {
                log.info(
                        "routing.yaml differs from revision {}, which serves; teal apply makes the file serve",
                        current.number());
            }
            return history;
        } catch (StoreException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private static Fleet fleet(GatewayConfig config, History history) throws CommandFailure {
        try {
            return Fleet.open(config.redis(), config.store().directory(), history.revisions());
        } catch (StoreException e) {
            history.close();
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Number of the revision that serves. */
    long revision() {
        return gateway.revision().number();
    }

    /** What every server of the routing is doing. */
    List<ServerStatus> servers() {
        return gateway.upstreams().status();
    }

    /** Opens the access log again by its name. */
    void reopenAccessLog() {
        gateway.accessLog().reopen();
    }

    /** Reads the certificates again; one that cannot be used is logged, and the one before stays. */
    void reloadCertificates() {
        try {
            log.info(
                    "certificates reloaded on a signal, changed={}",
                    gateway.certificates().reload());
        } catch (CertificateException e) {
            log.error("new certificates are not used, the ones before stay: {}", e.getMessage());
        }
    }

    /** Port of the first listener. */
    int port() {
        return gateway.ports().getOrDefault(config.listeners().getFirst().name(), 0);
    }

    /** Every listener as a URL, separated by commas. */
    String addresses() {
        StringJoiner addresses = new StringJoiner(", ");
        for (GatewayConfig.Listener listener : config.listeners()) {
            String scheme = listener.tls() == null ? "http" : "https";
            addresses.add(
                    scheme + "://" + listener.host() + ":" + gateway.ports().get(listener.name()));
        }
        return addresses.toString();
    }

    /** The admin API as a URL. */
    String adminAddress() {
        return (config.admin().tls() == null ? "http://" : "https://")
                + config.admin().host() + ":" + admin.port();
    }

    /** Ends as configured: running requests get the time named {@code drain}. */
    void close() throws InterruptedException {
        close(config.drain());
    }

    /**
     * Ends: readiness says no, no new requests, the running ones get {@code drain} to finish. The admin API answers until
     * they have, so that one can watch.
     */
    void close(Duration drain) throws InterruptedException {
        admin.leave();
        finish("gateway", gateway.close(drain));
        fleet.close();
        history.close();
    }

    private static <T> T await(Supplier<Future<T>> start, StartFailure failure)
            throws CommandFailure, InterruptedException {
        try {
            return start.get().toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw failure.because(e.getCause() == null ? e : e.getCause());
        } catch (IllegalArgumentException e) {
            throw failure.because(e);
        }
    }

    private static void finish(String part, Future<Void> closing) throws InterruptedException {
        try {
            Void unused = closing.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            log.warn("the {} did not end in order: {}", part, String.valueOf(e.getCause()));
        }
    }
}
