package io.teal.gateway.config.text;

import io.teal.gateway.address.IpAddress;
import io.teal.gateway.address.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads networks of addresses. */
public final class Networks {
    /** What a list of them looks like. */
    public static final String EXPECTED =
            "a list of addresses and networks, such as [10.0.0.0/8, \"fd00::/8\", 192.0.2.1]";

    private static final String NETWORK = "an address or a network, such as 10.0.0.0/8, fd00::/8 or 192.0.2.1";
    private static final Pattern PARTS = Pattern.compile("([0-9A-Fa-f:.]+)(?:/(0|[1-9][0-9]{0,2}))?");

    private Networks() {}

    /** One or more of them. */
    public static List<Network> list(Value list) {
        List<Network> networks = new ArrayList<>();
        for (Value item : list.oneOrMore(EXPECTED)) {
            Network network = network(item);
            if (network != null) {
                networks.add(network);
            }
        }
        return networks;
    }

    /** An address or a network; null, and a complaint, when it is neither. */
    public static @Nullable Network network(Value item) {
        String text = item.text(NETWORK);
        if (text == null) {
            return null;
        }
        Matcher parts = PARTS.matcher(text);
        IpAddress address = parts.matches() ? IpAddress.parse(parts.group(1)) : null;
        if (address == null) {
            item.wrong(NETWORK);
            return null;
        }
        if (parts.group(2) == null) {
            return Network.of(address);
        }
        return network(item, text, address, Integer.parseInt(parts.group(2)));
    }

    private static @Nullable Network network(Value item, String text, IpAddress address, int bits) {
        int most = address.isIpv4() ? 32 : 128;
        if (address.isIpv4() && text.indexOf(':') >= 0) {
            item.wrong("a network of IPv4 in its own form, such as 10.0.0.0/8");
            return null;
        }
        if (bits > most) {
            item.wrong("a network of 0 to " + most + " bits");
            return null;
        }
        Network network = Network.around(address, bits);
        if (!network.first().equals(address)) {
            item.wrong("the network " + network + ", or the address " + address + " alone");
            return null;
        }
        return network;
    }
}
