package io.teal.admin.security;

import io.teal.admin.security.Authentication.Refused;
import io.teal.admin.security.Authentication.Refused.Why;
import io.teal.admin.security.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What people are told who are not let in, and what programs are ({@code WWW-Authenticate}). Immutable. */
final class Hints {
    private static final int MOST_NAMES = 20;
    private static final int LONGEST_NAME = 100;

    private final String challenge;
    private final String invalid;
    private final String missing;

    /**
     * By what is configured.
     *
     * @param tokens whether tokens are
     * @param provider whether an OpenID provider is
     * @param directory whether a directory is
     */
    Hints(boolean tokens, boolean provider, boolean directory) {
        List<String> challenges = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        List<String> words = new ArrayList<>();
        if (tokens || provider) {
            challenges.add("Bearer realm=\"teal\"");
            refusals.add("Bearer realm=\"teal\", error=\"invalid_token\"");
            words.add(
                    !provider
                            ? "Authorization: Bearer with a configured token"
                            : !tokens
                                    ? "Authorization: Bearer with a token of the OpenID provider"
                                    : "Authorization: Bearer with a configured token or one of the OpenID provider");
        }
        if (directory) {
            challenges.add("Basic realm=\"teal\", charset=\"UTF-8\"");
            refusals.add("Basic realm=\"teal\", charset=\"UTF-8\"");
            words.add("Authorization: Basic with name and password");
        }
        challenge = String.join(", ", challenges);
        invalid = String.join(", ", refusals);
        missing = "send " + String.join(", or ", words);
    }

    Refused missing() {
        return new Refused(Why.MISSING, missing, challenge, 0);
    }

    Refused unknown(String message) {
        return new Refused(Why.UNKNOWN, message, invalid, 0);
    }

    static Refused slowed(int seconds) {
        return new Refused(
                Why.SLOWED, "too many failed attempts from this address; this one was not looked at", "", seconds);
    }

    static Refused noRole(Verdict.NoRole known) {
        List<String> names = new ArrayList<>();
        for (String found : known.found()) {
            if (names.size() == MOST_NAMES) {
                names.add((known.found().size() - MOST_NAMES) + " more");
                break;
            }
            names.add(printable(found));
        }
        return new Refused(
                Why.NO_ROLE,
                known.name() + " is known, but "
                        + (names.isEmpty()
                                ? "no roles or groups were found"
                                : "none of " + String.join(", ", names) + " gives a role here"),
                "",
                0);
    }

    private static String printable(String name) {
        String shortened = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
        return shortened.replaceAll("[\\p{Cntrl}\\p{C}\\p{Zl}\\p{Zp}]", "?");
    }
}
