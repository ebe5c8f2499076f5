package io.teal.admin.security.oidc;

import io.teal.admin.security.verdict.Verdict;
import io.teal.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** An OpenID provider whose tokens are accepted. Thread-safe; nothing blocks. */
public final class Provider {
    private static final int RETRY_SECONDS = 5;

    private final String issuer;
    private final Claims claims;
    private final KeySource source;

    Provider(GatewayConfig.Oidc settings, InstantSource clock, KeySource source) {
        this.issuer = settings.issuer();
        this.claims = new Claims(settings, clock);
        this.source = source;
    }

    /** The provider of the configuration; its keys are being fetched already. */
    public static Provider of(Vertx vertx, GatewayConfig.Oidc settings) {
        return new Provider(
                settings,
                InstantSource.system(),
                new KeySource(vertx, settings, KeySource.Pace.DEFAULT, System::nanoTime));
    }

    /**
     * Whose token it is.
     *
     * @param mayAsk whether the provider may be asked for keys that are not known
     * @return never fails
     */
    public Future<Verdict> verdict(String token, boolean mayAsk) {
        Header header = Header.of(token);
        if (header == null) {
            return Future.succeededFuture(new Verdict.Rejected("the token is not known", true));
        }
        if (!mayAsk) {
            Verdict verdict = verdict(token, header, source.known());
            return Future.succeededFuture(verdict == null ? new Verdict.Untried() : verdict);
        }
        return source.keys()
                .compose(keys -> {
                    Verdict verdict = verdict(token, header, keys);
                    if (verdict != null) {
                        return Future.succeededFuture(verdict);
                    }
                    return keys.have(header)
                            ? Future.succeededFuture(unsigned())
                            : source.newer().map(newer -> {
                                Verdict second = verdict(token, header, newer);
                                return second == null ? unsigned() : second;
                            });
                })
                .otherwise(failure -> new Verdict.Unavailable(
                        "the keys of " + issuer + " cannot be fetched, and the token needs one that is not known",
                        RETRY_SECONDS));
    }

    /** Whose token it is if one of these keys has signed it; null when none has. */
    private @Nullable Verdict verdict(String token, Header header, @Nullable SigningKeys keys) {
        JsonObject said = keys == null ? null : keys.signed(token, header);
        return said == null ? null : claims.verdict(said);
    }

    private Verdict unsigned() {
        return new Verdict.Rejected("the token is not signed with a key of " + issuer, true);
    }

    /** Fetches no more. */
    public void close() {
        source.close();
    }
}
