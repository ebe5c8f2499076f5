package io.teal.admin.security.verdict;

import io.teal.gateway.config.GatewayConfig.Role;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Which role somebody has here by the roles or groups that he has elsewhere: the largest of them. Immutable. */
public final class RoleMap {
    private final Map<String, Role> byName = new HashMap<>();
    private final boolean ignoreCase;

    /**
     * The roles by names.
     *
     * @param names the names of elsewhere by the role they give
     * @param ignoreCase whether upper and lower case are the same there
     */
    public RoleMap(Map<Role, List<String>> names, boolean ignoreCase) {
        this.ignoreCase = ignoreCase;
        for (Role role : Role.values()) {
            for (String name : names.getOrDefault(role, List.of())) {
                byName.put(key(name), role);
            }
        }
    }

    /** {@link Verdict.Known} or {@link Verdict.NoRole}. */
    public Verdict verdict(String name, Collection<String> found) {
        Role largest = null;
        for (String one : found) {
            Role role = byName.get(key(one));
            if (role != null && (largest == null || role.compareTo(largest) > 0)) {
                largest = role;
            }
        }
        return largest == null
                ? new Verdict.NoRole(name, List.copyOf(new TreeSet<>(found)))
                : new Verdict.Known(name, largest);
    }

    private String key(String name) {
        return ignoreCase ? name.toLowerCase(Locale.ROOT) : name;
    }
}
