package io.teal.admin;

import io.teal.admin.fleet.Fleet;
import io.teal.admin.http.AdminServer;
import io.teal.admin.http.calls.Calls;
import io.teal.admin.http.contract.Contract;
import io.teal.admin.release.drive.Driver;
import io.teal.admin.revision.Publisher;
import io.teal.admin.security.Authentication;
import io.teal.admin.security.BindAddress;
import io.teal.admin.security.BrowserGuard;
import io.teal.gateway.Gateway;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.proof.Proof;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.tls.CertificateException;
import io.teal.gateway.tls.Certificates;
import io.teal.gateway.tls.ServerHandshake;
import io.teal.gateway.tls.Trust;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The control plane of a running gateway: shows and changes its routing, shows and controls its servers. Thread-safe. */
public final class AdminApi {
    private final AdminServer server;
    private final Authentication authentication;
    private final AtomicBoolean leaving;
    private final Driver driver;

    private AdminApi(AdminServer server, Authentication authentication, AtomicBoolean leaving, Driver driver) {
        this.server = server;
        this.authentication = authentication;
        this.leaving = leaving;
        this.driver = driver;
    }

    /**
     * Starts to listen; the future fails when the port cannot be bound, and when nobody is asked who he is though other
     * machines reach the address.
     *
     * @param version of the product, as {@code /health} tells it
     * @param history whose current revision the gateway was started with; closed by its owner, after this
     * @param fleet the gateways that share the history; this one serves in it from now on; closed by its owner, after this
     * @param gateway what revisions are published to
     */
    public static Future<AdminApi> start(
            GatewayConfig.Admin settings, String version, History history, Fleet fleet, Gateway gateway) {
        Vertx vertx = gateway.vertx();
        Authentication authentication;
        try {
            authentication = Authentication.of(vertx, settings);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        if (authentication.open() && !BindAddress.loopback(settings.host())) {
            return Future.failedFuture(new IllegalArgumentException("the admin API on " + settings.host()
                    + " would be open to other machines; configure a token (admin.tokens or TEAL_ADMIN_TOKEN) or bind it to"
                    + " 127.0.0.1 (admin.host)"));
        }
        Consumer<HttpServerOptions> tls;
        try {
            tls = tls(settings.tls(), gateway);
        } catch (CertificateException e) {
            authentication.close();
            return Future.failedFuture(new IllegalArgumentException(e.getMessage(), e));
        }
        BrowserGuard guard = BrowserGuard.of(settings.host());
        fleet.serve(
                new Publisher() {
                    @Override
                    public void check(Revision revision) {
                        gateway.check(revision);
                    }

                    @Override
                    public void publish(Revision revision) {
                        gateway.publish(revision);
                    }

                    @Override
                    public CompletionStage<Proof> prove(Revision revision, Routing before) {
                        return gateway.prove(revision, before);
                    }
                },
                gateway.events());
        AtomicBoolean leaving = new AtomicBoolean();
        Driver driver = Driver.start(history.revisions(), fleet, gateway);
        AdminServer server = new AdminServer(
                vertx,
                authentication,
                guard,
                history.audit(),
                Contract::load,
                contract -> Calls.of(
                        history.revisions(), history.audit(), fleet, gateway, driver, version, contract, leaving::get),
                tls);
        return server.listen(settings.host(), settings.port())
                .map(listening -> new AdminApi(server, authentication, leaving, driver))
                .onFailure(failed -> {
                    driver.close();
                    authentication.close();
                });
    }

    private static Consumer<HttpServerOptions> tls(GatewayConfig.@Nullable AdminTls settings, Gateway gateway)
            throws CertificateException {
        if (settings == null) {
            return options -> {};
        }
        Path clientCa = settings.clientCa();
        Certificates certificates = Certificates.read(List.of(settings.certificate()));
        Trust clients = clientCa == null ? null : Trust.read(clientCa);
        gateway.certificates().add(certificates);
        if (clients != null) {
            gateway.certificates().add(clients);
        }
        return options -> ServerHandshake.configure(options, certificates, clients);
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** From now on {@code /health/ready} answers 503, so that nobody sends new requests; everything else goes on. */
    public void leave() {
        leaving.set(true);
    }

    /** Ends: accepts no more, and gives calls under way five seconds. */
    public Future<Void> close() {
        leave();
        driver.close();
        return server.close().onComplete(closed -> authentication.close());
    }
}
