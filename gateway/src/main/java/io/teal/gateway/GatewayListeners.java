package io.teal.gateway;

import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.listener.ListenerLimits;
import io.teal.gateway.listener.ListenerSpec;
import io.teal.gateway.listener.TlsSpec;
import io.teal.gateway.proof.Door;
import io.teal.gateway.tls.CertificateException;
import io.teal.gateway.tls.CertificateWatch;
import io.teal.gateway.tls.Certificates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The listeners of a gateway as the configuration has them, with their certificates. */
final class GatewayListeners {
    private GatewayListeners() {}

    /**
     * Reads the certificates. Blocks.
     *
     * @param watch looks after them from then on
     * @throws CertificateException when one cannot be used
     */
    static List<ListenerSpec> read(List<GatewayConfig.Listener> listeners, CertificateWatch watch)
            throws CertificateException {
        List<ListenerSpec> specs = new ArrayList<>();
        for (GatewayConfig.Listener listener : listeners) {
            GatewayConfig.Tls tls = listener.tls();
            TlsSpec spec = null;
            if (tls != null) {
                Certificates certificates = Certificates.read(tls.certificates());
                watch.add(certificates);
                spec = new TlsSpec(certificates, hsts(tls.hsts()));
            }
            specs.add(
                    new ListenerSpec(listener.name(), listener.host(), listener.port(), spec, listener.redirectPort()));
        }
        return List.copyOf(specs);
    }

    /**
     * Where a gateway reaches its own listeners, those that serve requests.
     *
     * @param ports that they are bound to, in the same order
     */
    static List<Door> doors(List<ListenerSpec> specs, List<Integer> ports) {
        List<Door> doors = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            ListenerSpec spec = specs.get(i);
            if (spec.redirectPort() == null) {
                doors.add(Door.of(spec.name(), spec.host(), ports.get(i), spec.tls() != null));
            }
        }
        return List.copyOf(doors);
    }

    private static @Nullable String hsts(GatewayConfig.@Nullable Hsts hsts) {
        return hsts == null
                ? null
                : "max-age=" + hsts.maxAge().toSeconds()
                        + (hsts.includeSubdomains() ? "; includeSubDomains" : "")
                        + (hsts.preload() ? "; preload" : "");
    }

    /** What one connection may ask for. */
    static ListenerLimits limits(GatewayConfig.Limits limits) {
        return new ListenerLimits(
                limits.requestLine(),
                limits.headerBytes(),
                limits.headerCount(),
                limits.headerTimeout(),
                limits.bodyTimeout(),
                limits.keepaliveTimeout(),
                limits.http2Streams());
    }
}
