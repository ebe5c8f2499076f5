package io.teal.gateway.config;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.tls.CertificateFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code listeners} of {@code gateway.yaml}. */
final class ListenerReader {
    private static final int HTTPS = 443;
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private final PathReader paths;

    ListenerReader(PathReader paths) {
        this.paths = paths;
    }

    List<GatewayConfig.Listener> read(Value value, AdminReader.Binding others) {
        List<GatewayConfig.Listener> listeners = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Value item : value.someItems("a list of listeners, such as [{name: public, port: 8080}]")) {
            Section section = item.section("name", "host", "port", "tls", "redirect_to_https");
            String name = GatewayReader.name(section, names);
            String host = section.get("host", "0.0.0.0", GatewayReader::host);
            Value where = section.required("port", "a port from 0 to 65535");
            Integer port = where == null ? null : where.whole(0, 65_535);
            if (port != null && where != null && !others.free(host, port)) {
                where.wrong("the port " + port + " again", "another port");
            }
            GatewayConfig.Tls tls = section.find("tls", this::tls);
            Integer redirect = section.find("redirect_to_https", ListenerReader::redirect);
            if (section.has("tls") && section.has("redirect_to_https")) {
                section.wrong(
                        "redirect_to_https",
                        "a redirect to https on a listener with tls",
                        "it on another listener, without tls");
            }
            listeners.add(new GatewayConfig.Listener(name, host, port == null ? 0 : port, tls, redirect));
        }
        return listeners;
    }

    private static Integer redirect(Value value) {
        return value.section("port").get("port", HTTPS, v -> v.whole(1, 65_535));
    }

    private GatewayConfig.@Nullable Tls tls(Value value) {
        Section section = value.section("certificate", "key", "more", "hsts");
        List<CertificateFiles> certificates = new ArrayList<>();
        add(section, certificates);
        Value more = section.value("more");
        if (more != null) {
            for (Value item :
                    more.items("a list of further certificates, such as [{certificate: b.pem, key: b.key}]")) {
                add(item.section("certificate", "key"), certificates);
            }
        }
        GatewayConfig.Hsts hsts = section.find("hsts", ListenerReader::hsts);
        return certificates.isEmpty() ? null : new GatewayConfig.Tls(certificates, hsts);
    }

    private void add(Section section, List<CertificateFiles> certificates) {
        CertificateFiles files = new CertificateReader(paths).read(section);
        if (files != null) {
            certificates.add(files);
        }
    }

    private static GatewayConfig.Hsts hsts(Value value) {
        Section section = value.section("max_age", "include_subdomains", "preload");
        return new GatewayConfig.Hsts(
                section.get("max_age", GatewayConfig.Hsts.DEFAULT_MAX_AGE, v -> v.duration(Duration.ZERO, LONGEST)),
                section.get("include_subdomains", false, Value::flag),
                section.get("preload", false, Value::flag));
    }
}
