package io.teal.admin.security;

import io.netty.util.NetUtil;
import java.net.InetAddress;

/** What the host of a listener says about who can reach it. No name is resolved. */
public final class BindAddress {
    private BindAddress() {}

    /** Whether only this machine reaches it: {@code localhost} or a loopback literal. */
    public static boolean loopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        return address != null && address.isLoopbackAddress();
    }
}
