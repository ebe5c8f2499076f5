package io.teal.gateway.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Upstream;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** How TLS is spoken to the servers of an upstream: 1.2 and 1.3. Made once for all of its connections. Thread-safe. */
public final class ServerTls {
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");
    private static final String VERIFIED = "HTTPS";

    private final Upstream.Tls settings;
    private final @Nullable Trust trust;
    private final @Nullable Certificates own;
    private final SslContext context;
    private final ClientSSLOptions http1;
    private final ClientSSLOptions http2;

    private ServerTls(Upstream.Tls settings, @Nullable Trust trust, @Nullable Certificates own, SslContext context) {
        this.settings = settings;
        this.trust = trust;
        this.own = own;
        this.context = context;
        this.http1 = options("http/1.1");
        this.http2 = options("h2");
    }

    static ServerTls read(Upstream.Tls settings) throws CertificateException {
        String ca = settings.ca();
        Trust trust = ca == null ? null : Trust.read(Path.of(ca));
        Upstream.Identity identity = settings.identity();
        Certificates own = identity == null
                ? null
                : Certificates.read(
                        List.of(new CertificateFiles(Path.of(identity.certificate()), Path.of(identity.key()))));
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols(VERSIONS)
                .endpointIdentificationAlgorithm(settings.verify() ? VERIFIED : null);
        if (!settings.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (trust != null) {
            builder.trustManager(trust);
        }
        if (own != null) {
            builder.keyManager(own.keys());
        }
        try {
            return new ServerTls(settings, trust, own, builder.build());
        } catch (SSLException e) {
            throw new CertificateException("TLS to servers cannot be set up: " + e.getMessage(), e);
        }
    }

    /** What may change while it is in use. */
    List<Reloadable> parts() {
        List<Reloadable> parts = new ArrayList<>();
        if (trust != null) {
            parts.add(trust);
        }
        if (own != null) {
            parts.add(own);
        }
        return parts;
    }

    /** The name a server must show a certificate for; also asked for (SNI, RFC 6066 3) unless it is an address. */
    public String name(Address server) {
        String name = settings.serverName();
        return name == null ? server.host() : name;
    }

    /** Whether it is a name, not an address. */
    public static boolean isName(String host) {
        return !NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host);
    }

    /** What is asked for; null for an address, and for names such as {@code chat_1} that no certificate is for either. */
    private static @Nullable SNIServerName asked(String name) {
        try {
            return isName(name) ? new SNIHostName(name) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Speaks TLS on a connection to a server. */
    public SslHandler handler(ByteBufAllocator buffers, Address server) {
        String name = name(server);
        SslHandler handler = context.newHandler(buffers, name, server.port());
        SNIServerName asked = asked(name);
        if (asked != null) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setServerNames(List.of(asked));
            handler.engine().setSSLParameters(parameters);
        }
        return handler;
    }

    /** The same for a client of Vert.x; what it is to speak is asked for (ALPN, RFC 7301). */
    public ClientSSLOptions options(Upstream.Protocol protocol) {
        return switch (protocol) {
            case HTTP_1_1 -> http1;
            case HTTP_2 -> http2;
        };
    }

    private ClientSSLOptions options(String protocol) {
        ClientSSLOptions options = new ClientSSLOptions()
                .setUseAlpn(true)
                .setApplicationLayerProtocols(List.of(protocol))
                .setEnabledSecureTransportProtocols(Set.copyOf(VERSIONS))
                .setTrustAll(!settings.verify())
                .setHostnameVerificationAlgorithm(settings.verify() ? VERIFIED : "");
        if (trust != null && settings.verify()) {
            options.setTrustOptions(TrustOptions.wrap(trust));
        }
        if (own != null) {
            options.setKeyCertOptions(KeyCertOptions.wrap(own.keys()));
        }
        return options;
    }
}
