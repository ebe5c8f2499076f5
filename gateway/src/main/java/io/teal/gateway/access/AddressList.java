package io.teal.gateway.access;

import io.teal.gateway.address.IpAddress;
import io.teal.gateway.address.Network;
import java.util.List;

/** Where the clients of a route may be. Immutable. */
record AddressList(List<Network> allow, List<Network> deny) {

    /** Whether a client there may use the route. What is no address is nowhere: with any list, it may not. */
    boolean admits(String clientIp) {
        if (allow.isEmpty() && deny.isEmpty()) {
            return true;
        }
        int zone = clientIp.indexOf('%');
        IpAddress address = IpAddress.parse(zone < 0 ? clientIp : clientIp.substring(0, zone));
        return address != null && !contains(deny, address) && (allow.isEmpty() || contains(allow, address));
    }

    private static boolean contains(List<Network> networks, IpAddress address) {
        for (int i = 0; i < networks.size(); i++) {
            if (networks.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }
}
