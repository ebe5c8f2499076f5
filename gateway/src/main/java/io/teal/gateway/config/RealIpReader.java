package io.teal.gateway.config;

import io.teal.gateway.address.IpAddress;
import io.teal.gateway.address.Network;
import io.teal.gateway.address.RealIp;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads whose word about a client's address is taken. */
final class RealIpReader {
    private static final String NETWORKS =
            "a list of addresses and networks, such as [10.0.0.0/8, \"fd00::/8\", 192.0.2.1]";
    private static final String NETWORK = "an address or a network, such as 10.0.0.0/8, fd00::/8 or 192.0.2.1";
    private static final Pattern PARTS = Pattern.compile("([0-9A-Fa-f:.]+)(?:/(0|[1-9][0-9]{0,2}))?");

    private RealIpReader() {}

    static RealIp read(Value value) {
        Section section = value.section("trusted", "header", "recursive");
        Value list = section.required("trusted", NETWORKS);
        return new RealIp(
                list == null ? List.of() : networks(list),
                section.get("header", RealIp.DEFAULT_HEADER, RealIpReader::header),
                section.get("recursive", true, Value::flag));
    }

    private static @Nullable String header(Value value) {
        return value.text(Syntax.TOKEN, "the name of a header field, such as X-Forwarded-For, Forwarded or X-Real-IP");
    }

    private static List<Network> networks(Value list) {
        List<Network> networks = new ArrayList<>();
        for (Value item : list.oneOrMore(NETWORKS)) {
            Network network = network(item);
            if (network != null) {
                networks.add(network);
                if (network.bits() == 0) {
                    item.warn("everybody is trusted: any client can say that its address is another one");
                }
            }
        }
        return networks;
    }

    private static @Nullable Network network(Value item) {
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
