package io.teal.benchmarks.race;

import java.util.ArrayList;
import java.util.List;

/** Where the programs of the race are, which are not on the PATH of everybody. */
public final class Installed {
    public static final String NGINX = "/usr/sbin/nginx";
    public static final String HAPROXY = "/usr/sbin/haproxy";
    public static final String WRK = "/usr/bin/wrk";

    private Installed() {}

    static String[] with(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("--nginx", NGINX, "--haproxy", HAPROXY, "--wrk", WRK, "--home", ".."));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }
}
