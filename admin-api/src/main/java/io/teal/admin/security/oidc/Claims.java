package io.teal.admin.security.oidc;

import io.teal.admin.security.verdict.RoleMap;
import io.teal.admin.security.verdict.Verdict;
import io.teal.gateway.config.GatewayConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a token says, once its signature is known to be good (RFC 7519, 4.1). Immutable. */
final class Claims {
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]{1,200}");
    private static final Pattern DOT = Pattern.compile("\\.");
    private static final Pattern WHITE = Pattern.compile("\\s+");

    private final GatewayConfig.Oidc settings;
    private final RoleMap roles;
    private final InstantSource clock;

    Claims(GatewayConfig.Oidc settings, InstantSource clock) {
        this.settings = settings;
        this.roles = new RoleMap(settings.roles(), false);
        this.clock = clock;
    }

    /** Whoever the token is about. What was right once, and is not now or not here, is no guess. */
    Verdict verdict(JsonObject token) {
        String wrong = wrong(token);
        if (wrong != null) {
            return new Verdict.Rejected(wrong, false);
        }
        if (!(lookUp(token, settings.nameClaim()) instanceof String name)
                || !NAME.matcher(name).matches()) {
            return new Verdict.Rejected("the token has no name that could be shown in " + settings.nameClaim(), false);
        }
        // The configured tokens have names without a colon: nobody can call himself like one of them.
        return roles.verdict("oidc:" + name, words(lookUp(token, settings.roleClaim())));
    }

    private @Nullable String wrong(JsonObject token) {
        if (!settings.issuer().equals(token.getValue("iss"))) {
            return "the token says that it is of another issuer than " + settings.issuer();
        }
        Object audience = token.getValue("aud");
        if (!settings.audience().equals(audience)
                && !(audience instanceof JsonArray list && list.contains(settings.audience()))) {
            return "the token is not for the audience " + settings.audience();
        }
        double now = clock.millis() / 1000.0;
        double skew = settings.clockSkew().toMillis() / 1000.0;
        if (!(token.getValue("exp") instanceof Number until)) {
            return "the token does not say when it expires";
        }
        if (until.doubleValue() + skew <= now) {
            return "the token has expired; get a new one";
        }
        for (String claim : List.of("nbf", "iat")) {
            Object from = token.getValue(claim);
            if (from != null && !(from instanceof Number since && since.doubleValue() - skew <= now)) {
                return "the token is not valid yet by the clock of this gateway (" + claim + ")";
            }
        }
        return null;
    }

    /** A claim of that name, or what its dots lead to. */
    private static @Nullable Object lookUp(JsonObject token, String claim) {
        Object whole = token.getValue(claim);
        if (whole != null) {
            return whole;
        }
        Object inside = token;
        for (String step : DOT.split(claim, -1)) {
            if (!(inside instanceof JsonObject object)) {
                return null;
            }
            inside = object.getValue(step);
        }
        return inside;
    }

    private static List<String> words(@Nullable Object claim) {
        List<String> words = new ArrayList<>();
        if (claim instanceof String text) {
            for (String word : WHITE.split(text, -1)) {
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
        } else if (claim instanceof JsonArray list) {
            for (Object item : list) {
                if (item instanceof String text) {
                    words.add(text);
                }
            }
        }
        return words;
    }
}
