package io.teal.admin.security;

/**
 * Who sent a request.
 *
 * @param name of the token, or {@code anonymous} when no token is configured
 * @param role what it may do
 */
public record Caller(String name, Role role) {
    /** Everybody, where no token is configured. */
    public static final Caller ANONYMOUS = new Caller("anonymous", Role.ADMIN);
}
