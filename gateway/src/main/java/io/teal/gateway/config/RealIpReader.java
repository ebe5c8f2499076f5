package io.teal.gateway.config;

import io.teal.gateway.address.Network;
import io.teal.gateway.address.RealIp;
import io.teal.gateway.config.text.Networks;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads whose word about a client's address is taken. */
final class RealIpReader {
    private RealIpReader() {}

    static RealIp read(Value value) {
        Section section = value.section("trusted", "header", "recursive");
        Value list = section.required("trusted", Networks.EXPECTED);
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
        for (Value item : list.oneOrMore(Networks.EXPECTED)) {
            Network network = Networks.network(item);
            if (network != null) {
                networks.add(network);
                if (network.bits() == 0) {
                    item.warn("everybody is trusted: any client can say that its address is another one");
                }
            }
        }
        return networks;
    }
}
