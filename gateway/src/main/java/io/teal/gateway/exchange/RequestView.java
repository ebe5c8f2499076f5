package io.teal.gateway.exchange;

import io.teal.gateway.address.RealIp;
import io.teal.gateway.listener.Listeners;
import io.teal.gateway.matching.CookieText;
import io.teal.gateway.matching.QueryText;
import io.teal.gateway.matching.RequestHead;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A server request as decisions see it. */
final class RequestView implements RequestHead {
    private final HttpServerRequest request;
    private final String path;
    private final RealIp realIp;
    private @Nullable String host;
    private @Nullable String peerIp;
    private @Nullable String clientIp;

    RequestView(HttpServerRequest request, String path, RealIp realIp) {
        this.request = request;
        this.path = path;
        this.realIp = realIp;
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String host() {
        String known = host;
        if (known == null) {
            known = host(request.authority());
            host = known;
        }
        return known;
    }

    /** The host that decisions see; empty when there is none. */
    static String host(@Nullable HostAndPort authority) {
        return authority == null ? "" : lowerCase(authority.host());
    }

    private static String lowerCase(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return name;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String header(String name) {
        if (!request.headers().contains(name)) {
            return null;
        }
        List<String> values = request.headers().getAll(name);
        return values.size() == 1 ? values.get(0) : String.join(", ", values);
    }

    @Override
    public @Nullable String cookie(String name) {
        String field = header("Cookie");
        return field == null ? null : CookieText.first(field, name);
    }

    @Override
    public @Nullable String query(String name) {
        String query = request.query();
        return query == null ? null : QueryText.first(query, name);
    }

    @Override
    public String clientIp() {
        String known = clientIp;
        if (known == null) {
            known = realIp.of(peerIp(), request.headers()::getAll);
            clientIp = known;
        }
        return known;
    }

    /** The address the request came from. */
    String peerIp() {
        String known = peerIp;
        if (known == null) {
            known = Listeners.peerIp(request.connection());
            peerIp = known;
        }
        return known;
    }
}
