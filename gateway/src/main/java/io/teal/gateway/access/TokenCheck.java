package io.teal.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.teal.gateway.routing.policy.Jwt;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * Checks the tokens of a route. A signature costs a good part of a millisecond, so a token that was found good is known by its digest
 * until it is over or the issuer's keys change. Thread-safe.
 */
final class TokenCheck {
    /** Tokens that are remembered for a route. */
    private static final int MOST_KNOWN = 10_000;

    private static final int LONGEST_NAME = 256;

    private final Jwt jwt;
    private final KeySource source;
    private final InstantSource clock;
    private final Cache<String, Known> known = Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .executor(Runnable::run)
            .build();

    /** What is known of a token. */
    sealed interface Finding {}

    /**
     * It is good.
     *
     * @param subject whom it speaks of; empty when it does not say
     */
    record Good(String subject) implements Finding {}

    /** It is not. */
    record Bad() implements Finding {}

    /**
     * That cannot be told.
     *
     * @param seconds after which it perhaps can
     */
    record Unknown(int seconds) implements Finding {}

    /**
     * A token that was found good.
     *
     * @param until when it is over, with the leeway, in milliseconds
     * @param by the keys it was checked with
     */
    private record Known(Good finding, long until, TokenKeys by) {}

    TokenCheck(Jwt jwt, KeySource source, InstantSource clock) {
        this.jwt = jwt;
        this.source = source;
        this.clock = clock;
    }

    /**
     * What a token is worth now.
     *
     * @param learn whether keys may be fetched because of it, and what was found be kept
     */
    Finding look(String token, boolean learn) {
        TokenKeys keys = source.keys();
        if (keys == null) {
            return new Unknown(1);
        }
        long now = clock.millis();
        String digest = HexFormat.of().formatHex(KeyRing.sha256(token.getBytes(StandardCharsets.ISO_8859_1)));
        Known before = known.getIfPresent(digest);
        if (before != null && before.by() == keys && now < before.until()) {
            return before.finding();
        }
        Resolver resolver = new Resolver(keys, jwt.algorithms());
        try {
            JwtClaims claims = consumer(resolver, now).processToClaims(token);
            Good good = new Good(printable(claims.getSubject()));
            if (learn) {
                long until = claims.getExpirationTime().getValueInMillis()
                        + jwt.leeway().toMillis();
                known.put(digest, new Known(good, until, keys));
            }
            return good;
        } catch (InvalidJwtException | MalformedClaimException e) {
            return resolver.missed && source.missed(learn) ? new Unknown(1) : new Bad();
        }
    }

    private JwtConsumer consumer(Resolver resolver, long now) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT,
                        jwt.algorithms().toArray(String[]::new))
                .setVerificationKeyResolver(resolver)
                .setRequireExpirationTime()
                .setExpectedIssuer(jwt.issuer())
                .setExpectedAudience(jwt.audience().toArray(String[]::new))
                .setAllowedClockSkewInSeconds((int) jwt.leeway().toSeconds())
                .setEvaluationTime(NumericDate.fromMilliseconds(now))
                .build();
    }

    /** As records show it: on one line, and not without end. */
    private static String printable(@Nullable String subject) {
        if (subject == null) {
            return "";
        }
        StringBuilder text = new StringBuilder(subject);
        text.setLength(Math.min(text.length(), LONGEST_NAME));
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) || Character.isSurrogate(text.charAt(i))) {
                text.setCharAt(i, '?');
            }
        }
        return text.toString();
    }

    /** Finds the key a token names, and remembers when there was none. For one token. */
    private static final class Resolver implements VerificationKeyResolver {
        private final JwksVerificationKeyResolver keys;
        private final List<String> algorithms;
        private boolean missed;

        Resolver(TokenKeys keys, List<String> algorithms) {
            this.algorithms = algorithms;
            this.keys = new JwksVerificationKeyResolver(keys.keys());
            // For tokens that name none.
            this.keys.setDisambiguateWithVerifySignature(true);
        }

        @Override
        public Key resolveKey(JsonWebSignature jws, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
            try {
                return keys.resolveKey(jws, nesting);
            } catch (UnresolvableKeyException e) {
                // Of any other algorithm no key would do.
                missed = algorithms.contains(jws.getAlgorithmHeaderValue());
                throw e;
            }
        }
    }
}
