package io.teal.admin.release.drive;

import io.teal.gateway.Gateway;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.upstream.ServerStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the new colour of a release is like. Blocks where it says so. */
final class Colour {
    private static final int CONNECT_MILLIS = 2_000;

    private final Gateway gateway;

    Colour(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Whether one of its servers takes requests, as far as is known without asking it. */
    boolean ready(String service, String name) {
        Upstream upstream = upstream(service, name);
        return upstream != null
                && upstream.servers().stream()
                        .anyMatch(server -> unready(new ServerKey(service, name, server.address()))
                                .isEmpty());
    }

    /**
     * Why a colour cannot take requests, in words; empty when it can. A server whose health nobody checks is connected to: blocks for
     * some seconds.
     */
    String unready(Release release) {
        Upstream upstream = upstream(release.service(), release.to());
        if (upstream == null) {
            return release.service() + " has no upstream " + release.to() + " any more";
        }
        String why = "it has no server";
        for (Server server : upstream.servers()) {
            String trouble = unready(new ServerKey(release.service(), release.to(), server.address()));
            if (trouble.isEmpty() && upstream.health() == null) {
                trouble = unreachable(server);
            }
            if (trouble.isEmpty()) {
                return "";
            }
            why = server.address() + " " + trouble;
        }
        return why;
    }

    private String unready(ServerKey key) {
        for (ServerStatus status : gateway.upstreams().status()) {
            if (status.key().equals(key)) {
                boolean out = status.state() == ServerStatus.State.DOWN
                        || status.state() == ServerStatus.State.DRAINING
                        || status.state() == ServerStatus.State.EJECTED
                        || !status.healthy();
                if (out) {
                    return "is " + status.state().name().toLowerCase(Locale.ROOT)
                            + (status.reason().isEmpty() ? "" : ": " + status.reason());
                }
                return "";
            }
        }
        return "is not known yet";
    }

    private static String unreachable(Server server) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            server.address().host(), server.address().port()),
                    CONNECT_MILLIS);
            return "";
        } catch (IOException e) {
            return "cannot be reached: " + e.getMessage();
        }
    }

    private @Nullable Upstream upstream(String service, String name) {
        Service found = gateway.revision().routing().services().get(service);
        return found == null ? null : found.upstreams().get(name);
    }

    /**
     * Whether it knows what it is expected to know.
     *
     * @param expected the fingerprint that each of its servers must report
     * @return not over as long as none reports any
     */
    Progress knowledge(Release release, String expected) {
        Map<String, String> reported = gateway.knowledge(release.service(), release.to());
        if (reported.isEmpty()) {
            return Progress.goesOn("no server of " + release.to() + " has reported what it knows");
        }
        for (Map.Entry<String, String> server : reported.entrySet()) {
            if (!plain(server.getValue()).equals(plain(expected))) {
                return Progress.badly("%s of %s knows %s, expected %s"
                        .formatted(server.getKey(), release.to(), server.getValue(), expected));
            }
        }
        return Progress.well(release.to() + " knows what it is expected to");
    }

    /** Without the name of the sum before it. */
    private static String plain(String fingerprint) {
        return fingerprint.substring(fingerprint.indexOf(':') + 1);
    }
}
