package io.teal.admin.security;

import io.teal.gateway.config.GatewayConfig.Role;

/**
 * Who sent a request.
 *
 * @param name of the token, or {@code anonymous} when no token is configured
 * @param role what it may do
 */
public record Caller(String name, Role role) {
    /** Everybody, where no token is configured. */
    public static final Caller ANONYMOUS = new Caller("anonymous", Role.ADMIN);

    /** Whether it may do what needs a role; each role may do all that the ones before it may. */
    public boolean may(Role needed) {
        return role.compareTo(needed) >= 0;
    }
}
