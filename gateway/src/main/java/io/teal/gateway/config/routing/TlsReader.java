package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.Upstream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads how TLS is spoken to the servers of an upstream. Whether the files are good is seen when the routing is compiled. */
final class TlsReader {
    private static final String FILE =
            "the absolute path of a PEM file, such as /etc/teal/ca.pem: it must be there at every gateway";
    private static final String NAME = "a host name, such as chat.example.org";

    private TlsReader() {}

    /**
     * Null for cleartext.
     *
     * @param secure whether the servers have https:// before their addresses
     */
    static Upstream.@Nullable Tls read(Section upstream, boolean secure) {
        Upstream.Tls plain = secure ? Upstream.Tls.DEFAULT : null;
        Upstream.Tls tls = upstream.find("tls", TlsReader::tls);
        if (tls == null) {
            return plain;
        }
        if (!secure) {
            upstream.wrong("tls", "tls of servers without https://", "servers such as https://chat-1:8443");
            return null;
        }
        return tls;
    }

    private static Upstream.Tls tls(Value value) {
        Section section = value.section("ca", "server_name", "verify", "certificate", "key");
        String ca = section.find("ca", TlsReader::file);
        boolean verify = section.get("verify", true, Value::flag);
        if (!verify && section.has("ca")) {
            section.wrong("ca", "an authority that is not asked", "no ca, or verify: true");
        }
        Upstream.Identity identity = null;
        if (section.has("certificate") || section.has("key")) {
            Value certificate = section.required("certificate", FILE);
            Value key = section.required("key", FILE);
            String shown = certificate == null ? null : file(certificate);
            String secret = key == null ? null : file(key);
            identity = shown == null || secret == null ? null : new Upstream.Identity(shown, secret);
        }
        return new Upstream.Tls(ca, section.find("server_name", TlsReader::name), verify, identity);
    }

    private static @Nullable String name(Value value) {
        String text = value.text(NAME);
        if (text != null && !Syntax.isNameOrIpv4(text)) {
            value.wrong(NAME);
            return null;
        }
        return text;
    }

    private static @Nullable String file(Value value) {
        String text = value.text(FILE);
        try {
            if (text == null || Path.of(text).isAbsolute()) {
                return text;
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        value.wrong(FILE);
        return null;
    }
}
