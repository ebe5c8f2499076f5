package io.teal.admin.security;

/** What a caller may do; each role may do all that the ones before it may. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Moves traffic: switch, rollback, drain, resume, eject, restore. */
    OPERATOR,
    /** Changes the routing itself. */
    ADMIN;

    /** Whether a caller of this role may do what needs the other. */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }
}
