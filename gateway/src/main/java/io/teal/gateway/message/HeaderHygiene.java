package io.teal.gateway.message;

import io.teal.gateway.routing.HeaderChanges;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which header fields pass, which are taken away and which are added, in both directions. What belongs to one connection
 * stays on it (RFC 9110 7.6.1, RFC 9113 8.2.2); what tells the server about the client is written here. The lists X-Forwarded-For,
 * Forwarded and Via continue what the client sent: only their last element is the gateway's word.
 * Field names keep the case in which they came. Immutable, shared by all event loops.
 */
public final class HeaderHygiene {
    private static final String PSEUDONYM = "teal";

    // Names that go out with every request: with their hashes and bytes at hand.
    private static final CharSequence X_REAL_IP = HttpHeaders.createOptimized("X-Real-IP");
    private static final CharSequence X_FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");
    private static final CharSequence X_FORWARDED_PROTO = HttpHeaders.createOptimized("X-Forwarded-Proto");
    private static final CharSequence X_FORWARDED_HOST = HttpHeaders.createOptimized("X-Forwarded-Host");
    private static final CharSequence FORWARDED = HttpHeaders.createOptimized("Forwarded");
    private static final CharSequence VIA = HttpHeaders.createOptimized("Via");
    private static final CharSequence X_REQUEST_ID = HttpHeaders.createOptimized("X-Request-ID");

    private final HeaderChanges requestChanges;
    private final HeaderChanges responseChanges;
    private final @Nullable String host;
    private final @Nullable Set<String> answerFields;

    /**
     * @param host what the Host field becomes; null keeps the client's
     */
    public HeaderHygiene(HeaderChanges requestChanges, HeaderChanges responseChanges, @Nullable String host) {
        this(requestChanges, responseChanges, host, List.of());
    }

    /**
     * @param host what the Host field becomes; null keeps the client's
     * @param answerFields names of fields that are the gateway's alone to write in answers: a server's are dropped
     */
    public HeaderHygiene(
            HeaderChanges requestChanges,
            HeaderChanges responseChanges,
            @Nullable String host,
            List<String> answerFields) {
        this.requestChanges = requestChanges;
        this.responseChanges = responseChanges;
        this.host = host;
        this.answerFields = answerFields.isEmpty() ? null : caseless(answerFields);
    }

    private static Set<String> caseless(List<String> names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(names);
        return set;
    }

    private boolean passesToClient(String name) {
        return !staysOnConnection(name) && (answerFields == null || !answerFields.contains(name));
    }

    /**
     * Writes the fields of a request to a server.
     *
     * @param in the client's fields
     * @param out empty; receives the fields
     * @param upgrade whether the request asks for a WebSocket and its {@code Upgrade} is passed on
     */
    public void toServer(Arrival arrival, MultiMap in, MultiMap out, boolean upgrade) {
        List<String> named = namedByConnection(in);
        String forwardedFor = null;
        String forwarded = null;
        String via = null;
        String cookies = null;
        out.set(HttpHeaders.HOST, host != null ? host : arrival.authority());
        for (Map.Entry<String, String> field : in) {
            String name = field.getKey();
            String value = field.getValue();
            if (staysOnConnection(name) || isNamed(named, name) || ownField(name)) {
                if (name.equalsIgnoreCase("X-Forwarded-For")) {
                    forwardedFor = joined(forwardedFor, value);
                } else if (name.equalsIgnoreCase("Forwarded")) {
                    forwarded = joined(forwarded, value);
                } else if (name.equalsIgnoreCase("Via")) {
                    via = joined(via, value);
                } else if (name.equalsIgnoreCase("TE") && value.equalsIgnoreCase("trailers")) {
                    out.add("TE", "trailers");
                }
            } else if (arrival.http2() && name.equalsIgnoreCase("Cookie")) {
                // HTTP/2 may split the field; HTTP/1.1 knows it once (RFC 9113 8.2.3).
                cookies = cookies == null ? value : cookies + "; " + value;
            } else {
                out.add(name, value);
            }
        }
        if (cookies != null) {
            out.add("Cookie", cookies);
        }
        if (upgrade) {
            out.add("Connection", "Upgrade");
            out.add("Upgrade", "websocket");
        }
        addClient(arrival, out, forwardedFor, forwarded, via);
        change(requestChanges, out);
    }

    private void addClient(
            Arrival arrival,
            MultiMap out,
            @Nullable String forwardedFor,
            @Nullable String forwarded,
            @Nullable String via) {
        String peer = arrival.peerIp();
        out.add(X_REAL_IP, arrival.clientIp());
        out.add(X_FORWARDED_FOR, joined(forwardedFor, peer));
        out.add(X_FORWARDED_PROTO, arrival.scheme());
        out.add(X_FORWARDED_HOST, arrival.authority());
        out.add(FORWARDED, joined(forwarded, forwardedElement(peer, arrival.scheme(), arrival.authority())));
        out.add(VIA, joined(via, arrival.http2() ? "2.0 " + PSEUDONYM : "1.1 " + PSEUDONYM));
        out.add(X_REQUEST_ID, arrival.requestId());
    }

    /** RFC 7239: an IPv6 address is bracketed and, like anything with a colon, quoted. */
    private static String forwardedElement(String ip, String scheme, String authority) {
        String node = ip.indexOf(':') >= 0 ? "\"[" + ip + "]\"" : ip;
        return "for=" + node + ";host=\"" + authority + "\";proto=" + scheme;
    }

    /**
     * Copies the fields of an answer to the client's.
     *
     * @param in the server's fields
     * @param out the client's fields
     * @param upgraded whether this is the 101 that opens a tunnel
     */
    public void toClient(MultiMap in, MultiMap out, boolean upgraded) {
        List<String> named = namedByConnection(in);
        for (Map.Entry<String, String> field : in) {
            String name = field.getKey();
            if (passesToClient(name) && !isNamed(named, name) && !isSaid(name, out)) {
                out.add(name, field.getValue());
            }
        }
        if (upgraded) {
            out.set("Connection", "Upgrade");
            out.set("Upgrade", "websocket");
        }
        change(responseChanges, out);
    }

    /** Whether the listener has said already what must be said once (RFC 6797, 7.1). */
    private static boolean isSaid(String name, MultiMap out) {
        return name.equalsIgnoreCase("Strict-Transport-Security") && out.contains(name);
    }

    /** Copies trailer fields, without those that frame or route a message (RFC 9110 6.5.1). */
    public void trailersToClient(MultiMap in, MultiMap out) {
        for (Map.Entry<String, String> field : in) {
            String name = field.getKey();
            if (passesToClient(name) && !name.equalsIgnoreCase("Content-Length") && !name.equalsIgnoreCase("Host")) {
                out.add(name, field.getValue());
            }
        }
    }

    private static void change(HeaderChanges changes, MultiMap headers) {
        for (String name : changes.remove()) {
            headers.remove(name);
        }
        for (HeaderChanges.Header header : changes.set()) {
            headers.set(header.name(), header.value());
        }
        for (HeaderChanges.Header header : changes.add()) {
            headers.add(header.name(), header.value());
        }
    }

    private static String joined(@Nullable String list, String element) {
        return list == null ? element : list + ", " + element;
    }

    /** The names a message's Connection fields list beside the usual options; null when there are none. */
    private static @Nullable List<String> namedByConnection(MultiMap headers) {
        String only = headers.get(HttpHeaders.CONNECTION);
        if (only == null || only.equalsIgnoreCase("keep-alive") || only.equalsIgnoreCase("close")) {
            if (only == null || headers.getAll(HttpHeaders.CONNECTION).size() == 1) {
                return null;
            }
        }
        List<String> names = new ArrayList<>(4);
        for (String value : headers.getAll(HttpHeaders.CONNECTION)) {
            for (String option : value.split(",", -1)) {
                String name = option.strip();
                if (!name.isEmpty() && !framesOrRoutes(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** What a message cannot do without, whatever its sender lists under Connection. */
    private static boolean framesOrRoutes(String name) {
        return name.equalsIgnoreCase("Host")
                || name.equalsIgnoreCase("Content-Length")
                || name.equalsIgnoreCase("Content-Type")
                || name.equalsIgnoreCase("Content-Encoding")
                || name.equalsIgnoreCase("Authorization")
                || name.equalsIgnoreCase("Cookie");
    }

    private static boolean isNamed(@Nullable List<String> names, String name) {
        if (names == null) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** Fields that belong to one connection or one hop. */
    private static boolean staysOnConnection(String name) {
        return switch (name.length()) {
            case 2 -> name.equalsIgnoreCase("TE");
            case 6 -> name.equalsIgnoreCase("Expect");
            case 7 -> name.equalsIgnoreCase("Upgrade");
            case 10 -> name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive");
            case 14 -> name.equalsIgnoreCase("HTTP2-Settings");
            case 16 -> name.equalsIgnoreCase("Proxy-Connection");
            case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
            case 18 -> name.equalsIgnoreCase("Proxy-Authenticate");
            case 19 -> name.equalsIgnoreCase("Proxy-Authorization");
            default -> !name.isEmpty() && name.charAt(0) == ':';
        };
    }

    /**
     * Fields the gateway writes itself. The spelling with underscores counts too: servers that turn names into variables
     * cannot tell the two apart.
     */
    private static boolean ownField(String name) {
        return switch (name.length()) {
            case 3 -> name.equalsIgnoreCase("Via");
            case 4 -> name.equalsIgnoreCase("Host");
            case 9 -> name.equalsIgnoreCase("Forwarded") || is(name, "X-Real-IP");
            case 12 -> is(name, "X-Request-ID");
            case 14 -> is(name, Purpose.FIELD);
            case 15 -> is(name, "X-Forwarded-For");
            case 16 -> is(name, "X-Forwarded-Host");
            case 17 -> is(name, "X-Forwarded-Proto");
            default -> false;
        };
    }

    private static boolean is(String name, String own) {
        return name.equalsIgnoreCase(own)
                || (name.indexOf('_') > 0 && name.replace('_', '-').equalsIgnoreCase(own));
    }
}
