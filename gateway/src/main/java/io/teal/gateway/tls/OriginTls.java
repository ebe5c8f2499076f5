package io.teal.gateway.tls;

import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Upstream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How TLS is spoken to servers, by the settings that routings name. Thread-safe. */
public final class OriginTls implements Reloadable {
    private final Map<Upstream.Tls, ServerTls> known = new ConcurrentHashMap<>();

    /** Those of the routing in effect, which attempts may still name when it is replaced; guarded by this. */
    private Set<Upstream.Tls> before = Set.of();

    /**
     * Makes what a routing needs. Blocks.
     *
     * @throws CertificateException when a file cannot be used
     */
    public void prepare(Routing routing) throws CertificateException {
        for (Upstream.Tls settings : settings(routing)) {
            if (!known.containsKey(settings)) {
                ServerTls unused = known.putIfAbsent(settings, ServerTls.read(settings));
            }
        }
    }

    /** A routing is in effect: forgets what neither it nor the one before it names. */
    public synchronized void inEffect(Routing routing) {
        Set<Upstream.Tls> now = settings(routing);
        Set<Upstream.Tls> then = before;
        known.keySet().removeIf(settings -> !now.contains(settings) && !then.contains(settings));
        before = now;
    }

    /** How it is spoken by settings of a routing that was prepared; null when that is long ago. */
    public @Nullable ServerTls of(Upstream.Tls settings) {
        return known.get(settings);
    }

    private static Set<Upstream.Tls> settings(Routing routing) {
        Set<Upstream.Tls> all = new HashSet<>();
        routing.services()
                .values()
                .forEach(service -> service.upstreams().values().forEach(upstream -> {
                    Upstream.Tls tls = upstream.tls();
                    if (tls != null) {
                        all.add(tls);
                    }
                }));
        return all;
    }

    @Override
    public List<Path> files() {
        return known.values().stream()
                .flatMap(one -> one.parts().stream())
                .flatMap(part -> part.files().stream())
                .sorted()
                .toList();
    }

    @Override
    public boolean reload() throws CertificateException {
        boolean changed = false;
        CertificateException first = null;
        StringJoiner wrong = new StringJoiner("; ");
        for (ServerTls one : known.values()) {
            for (Reloadable part : one.parts()) {
                try {
                    changed |= part.reload();
                } catch (CertificateException e) {
                    first = first == null ? e : first;
                    wrong.add(e.getMessage());
                }
            }
        }
        if (first != null) {
            throw new CertificateException(wrong.toString(), first);
        }
        return changed;
    }

    @Override
    public List<CertificateInUse> inUse() {
        return known.values().stream()
                .flatMap(one -> one.parts().stream())
                .flatMap(part -> part.inUse().stream())
                .toList();
    }
}
