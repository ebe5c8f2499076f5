package io.teal.admin.security;

import io.teal.gateway.config.GatewayConfig.Role;

/**
 * Who sent a request.
 *
 * @param name of the token; {@code oidc:} or {@code ldap:} and the name there; {@code anonymous} where everybody may come in
 * @param role what it may do
 */
public record Caller(String name, Role role) {
    /** Everybody, where nobody is asked. */
    public static final Caller ANONYMOUS = new Caller("anonymous", Role.ADMIN);

    /** Whether it may do what needs a role; each role may do all that the ones before it may. */
    public boolean may(Role needed) {
        return role.compareTo(needed) >= 0;
    }
}
