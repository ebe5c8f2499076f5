package io.teal.launcher.ending;

import io.teal.launcher.client.AdminFailure;

/** How every command ends; the numbers are part of the contract with scripts. */
public final class ExitCode {
    /** Done. */
    public static final int OK = 0;
    /** It was understood and failed: a port is taken, the server reported a failure. */
    public static final int FAILED = 1;
    /** What was asked for makes no sense: arguments, configuration, a name nobody knows. */
    public static final int USAGE = 2;
    /** Nobody answers at the address of the admin API. */
    public static final int UNREACHABLE = 3;
    /** Refused: somebody else changed the routing meanwhile, or the token does not allow it. */
    public static final int REFUSED = 4;
    /** The change is made, and not every gateway serves it yet: one is cut off, or slow. */
    public static final int NOT_EVERYWHERE = 5;

    private ExitCode() {}

    static int of(AdminFailure.Kind kind) {
        return switch (kind) {
            case UNREACHABLE, BROKEN_OFF -> UNREACHABLE;
            case CONFLICT, DENIED -> REFUSED;
            case INVALID -> USAGE;
            case BROKEN -> FAILED;
        };
    }
}
