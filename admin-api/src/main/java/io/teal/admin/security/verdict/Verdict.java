package io.teal.admin.security.verdict;

import io.teal.gateway.config.GatewayConfig.Role;
import java.util.List;

/** What is known of whoever showed a token, or a name and password. */
public sealed interface Verdict {
    /**
     * Somebody with a role here.
     *
     * @param name as the audit has it
     */
    record Known(String name, Role role) implements Verdict {}

    /**
     * Somebody who proved to be himself, and has no role here.
     *
     * @param found what he has there, roles or groups
     */
    record NoRole(String name, List<String> found) implements Verdict {
        public NoRole {
            found = List.copyOf(found);
        }
    }

    /**
     * Nobody.
     *
     * @param message why, for people
     * @param guess whether it may have been a guess; what was good once is none
     */
    record Rejected(String message, boolean guess) implements Verdict {}

    /**
     * Nobody can say at present.
     *
     * @param message why, for people
     * @param retryAfterSeconds when it may be different; at least 1
     */
    record Unavailable(String message, int retryAfterSeconds) implements Verdict {}

    /** It was not looked at. */
    record Untried() implements Verdict {}
}
