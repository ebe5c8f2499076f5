package io.teal.launcher.ending;

import io.teal.launcher.client.AdminFailure;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How every command ends; the numbers are part of the contract with scripts. {@link #meanings} is what {@code teal --help} says of
 * them.
 *
 * <ul>
 *   <li>{@link #OK} 0
 *   <li>{@link #FAILED} 1
 *   <li>{@link #USAGE} 2
 *   <li>{@link #UNREACHABLE} 3
 *   <li>{@link #REFUSED} 4
 *   <li>{@link #NOT_EVERYWHERE} 5
 *   <li>130, from the JVM: somebody pressed Ctrl-C, which is how commands end that follow what happens
 * </ul>
 */
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

    /** What each number means, for people. */
    public static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        meanings.put(" " + OK, "done");
        meanings.put(" " + FAILED, "failed");
        meanings.put(" " + USAGE, "wrong usage or configuration, or a name nobody knows");
        meanings.put(" " + UNREACHABLE, "the admin API is not reachable");
        meanings.put(" " + REFUSED, "refused: somebody else changed the routing, or the token does not allow it");
        meanings.put(" " + NOT_EVERYWHERE, "changed, but not every gateway has shown that it serves it");
        meanings.put(" 130", "ended by Ctrl-C");
        return Collections.unmodifiableMap(meanings);
    }

    static int of(AdminFailure.Kind kind) {
        return switch (kind) {
            case UNREACHABLE, BROKEN_OFF -> UNREACHABLE;
            case CONFLICT, DENIED -> REFUSED;
            case INVALID -> USAGE;
            case BROKEN, UNABLE -> FAILED;
        };
    }
}
