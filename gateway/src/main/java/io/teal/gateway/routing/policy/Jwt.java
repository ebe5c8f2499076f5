package io.teal.gateway.routing.policy;

import java.time.Duration;
import java.util.List;

/**
 * Signed tokens that clients show (RFC 7519, RFC 9068). One is good when a key of its issuer has signed it, and it is for this
 * audience and for now.
 *
 * @param issuer what {@code iss} must say
 * @param audience of what {@code aud} says, one must be among these; not empty
 * @param jwks where the issuer's public keys are (RFC 7517): a URL, or a file by its absolute path
 * @param header the field tokens are shown in; in {@code Authorization} as a bearer token (RFC 6750 2.1), else alone
 * @param forward whether servers get to see the field
 * @param leeway how far the clocks of issuer and gateway may be apart
 * @param algorithms how tokens may be signed, by the names of RFC 7518 and RFC 8037; all of them with a private key
 */
public record Jwt(
        String issuer,
        List<String> audience,
        String jwks,
        String header,
        boolean forward,
        Duration leeway,
        List<String> algorithms) {
    /** Where a token is shown when nothing else is said. */
    public static final String DEFAULT_HEADER = "Authorization";

    /** 60 s. */
    public static final Duration DEFAULT_LEEWAY = Duration.ofSeconds(60);

    /** How tokens may be signed when nothing else is said. */
    public static final List<String> DEFAULT_ALGORITHMS = List.of("RS256", "ES256", "PS256", "EdDSA");

    public Jwt {
        audience = List.copyOf(audience);
        algorithms = List.copyOf(algorithms);
    }

    /** Whether tokens are shown as RFC 6750 says. */
    public boolean bearer() {
        return header.equalsIgnoreCase(DEFAULT_HEADER);
    }
}
