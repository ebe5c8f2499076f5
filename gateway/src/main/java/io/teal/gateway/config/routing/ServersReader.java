package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Server;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the servers of one upstream: all with {@code https://} in front of their addresses, or none. */
final class ServersReader {
    private static final String SERVERS = "a list of servers, each an address such as 127.0.0.1:8001 or a mapping";
    private static final String ADDRESS =
            "an address with its port, such as 127.0.0.1:8001, [::1]:8001 or https://chat-1:8443";
    private static final String HTTPS = "https://";

    /** Whether the first address has {@code https://}; null before it. */
    private @Nullable Boolean first;

    /** Whether TLS is spoken to those that were read. */
    boolean secure() {
        return Boolean.TRUE.equals(first);
    }

    List<Server> read(Section section) {
        Value list = section.required("servers", SERVERS);
        if (list == null) {
            return List.of();
        }
        List<Server> servers = new ArrayList<>();
        Set<String> addresses = new HashSet<>();
        for (Value item : list.someItems(SERVERS)) {
            Server server = item.isText() ? plainServer(item) : server(item);
            if (server == null) {
                continue;
            }
            if (!addresses.add(server.address().toString().toLowerCase(Locale.ROOT))) {
                item.wrong("the address " + server.address() + " again", "each address once in an upstream");
            }
            servers.add(server);
        }
        if (!servers.isEmpty() && servers.stream().allMatch(Server::backup)) {
            list.wrong("only backup servers", "at least one server without backup: true");
        }
        return servers;
    }

    private @Nullable Server plainServer(Value value) {
        Address address = address(value);
        return address == null ? null : Server.at(address);
    }

    private @Nullable Server server(Value value) {
        Section section = value.section(
                "address", "weight", "backup", "down", "max_conns", "max_fails", "fail_timeout", "slow_start");
        Value where = section.required("address", ADDRESS);
        Address address = where == null ? null : address(where);
        Server plain = Server.at(address == null ? new Address("unknown", 1) : address);
        Server server = new Server(
                plain.address(),
                section.get("weight", plain.weight(), v -> v.whole(1, 1_000)),
                section.get("backup", plain.backup(), Value::flag),
                section.get("down", plain.down(), Value::flag),
                section.get("max_conns", plain.maxConns(), v -> v.whole(0, 1_000_000)),
                section.get("max_fails", plain.maxFails(), v -> v.whole(0, 1_000)),
                section.get("fail_timeout", plain.failTimeout(), Bounds::clock),
                section.get("slow_start", plain.slowStart(), Bounds::span));
        return address == null ? null : server;
    }

    /** {@code host:port}; an IPv6 literal in brackets. */
    private @Nullable Address address(Value value) {
        String written = value.text(ADDRESS);
        if (written == null) {
            return null;
        }
        boolean secure = written.startsWith(HTTPS);
        if (first == null) {
            first = secure;
        } else if (first != secure) {
            value.wrong("https:// before the address of every server of an upstream, or of none");
            return null;
        }
        String text = written.substring(secure ? HTTPS.length() : 0);
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]") || !Syntax.isAuthority(text)) {
            value.wrong(ADDRESS);
            return null;
        }
        String host = text.startsWith("[") ? text.substring(1, colon - 1) : text.substring(0, colon);
        return new Address(host, Integer.parseInt(text.substring(colon + 1)));
    }
}
