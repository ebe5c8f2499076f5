package io.teal.gateway.tls;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The certificates between two reloads. Immutable.
 *
 * @param generation counts reloads
 * @param identities the first is the default
 */
record Choice(int generation, List<Identity> identities) {
    /**
     * The index of the certificate for a host whose key is of a kind; -1 when those for the host have keys of other kinds.
     * A certificate for exactly the host goes before one with a wildcard (RFC 6125, 6.4.3), and this before the default.
     *
     * @param host as the client sent it, or null
     */
    int find(@Nullable String host, String algorithm) {
        String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        String wildcard = dot < 0 ? name : "*" + name.substring(dot);
        if (any(one -> one.names().contains(name))) {
            return first(one -> one.names().contains(name), algorithm);
        }
        if (any(one -> one.names().contains(wildcard))) {
            return first(one -> one.names().contains(wildcard), algorithm);
        }
        // The default may have a twin with another kind of key.
        Set<String> plain = identities.getFirst().names();
        return first(one -> one.names().equals(plain), algorithm);
    }

    private boolean any(Predicate<Identity> which) {
        return identities.stream().anyMatch(which);
    }

    private int first(Predicate<Identity> which, String algorithm) {
        for (int i = 0; i < identities.size(); i++) {
            Identity one = identities.get(i);
            if (which.test(one) && one.algorithm().equals(algorithm)) {
                return i;
            }
        }
        return -1;
    }
}
