package io.teal.gateway.address;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whose word about a client's address is taken, and which word. Immutable.
 *
 * @param trusted where proxies are that tell the truth; empty for none
 * @param header the field they tell it in: {@code Forwarded}, or one with an address or a list of addresses
 * @param recursive whether the client is the last address in the field that is not trusted itself, and not simply the last
 */
public record RealIp(List<Network> trusted, String header, boolean recursive) {
    /** {@code X-Forwarded-For}. */
    public static final String DEFAULT_HEADER = "X-Forwarded-For";

    /** Trusts nobody: the client is whoever connects. */
    public static final RealIp NONE = new RealIp(List.of(), DEFAULT_HEADER, true);

    public RealIp {
        trusted = List.copyOf(trusted);
    }

    /**
     * The client's address: that of the peer, or the one it tells if its word is taken.
     *
     * @param peer the address of the peer
     * @param fields finds all values of a header field, in the order of the request
     */
    public String of(String peer, Function<String, List<String>> fields) {
        return trusts(peer) ? client(peer, fields.apply(header)) : peer;
    }

    /** Whether the word of a peer at this address is taken; a zone behind {@code %} does not matter. */
    public boolean trusts(String peer) {
        if (trusted.isEmpty()) {
            return false;
        }
        int zone = peer.indexOf('%');
        IpAddress address = IpAddress.parse(zone < 0 ? peer : peer.substring(0, zone));
        return address != null && isTrusted(address);
    }

    /**
     * The client's address as a trusted peer tells it. What is no address ends the search at the one before it; when all are
     * trusted, it is the first.
     *
     * @param peer the address of the peer
     * @param values the values of {@link #header}, in the order of the request
     */
    public String client(String peer, List<String> values) {
        boolean forwarded = header.equalsIgnoreCase("Forwarded");
        IpAddress client = null;
        for (int i = values.size() - 1; i >= 0; i--) {
            Hops hops = new Hops(values.get(i), forwarded);
            while (hops.more()) {
                IpAddress address = hops.next();
                if (address == null) {
                    return text(client, peer);
                }
                client = address;
                if (!recursive || !isTrusted(address)) {
                    return text(client, peer);
                }
            }
        }
        return text(client, peer);
    }

    private static String text(@Nullable IpAddress client, String peer) {
        return client == null ? peer : client.hostAddress();
    }

    private boolean isTrusted(IpAddress address) {
        for (int i = 0; i < trusted.size(); i++) {
            if (trusted.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }
}
