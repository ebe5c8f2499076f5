package io.teal.admin.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An OpenID provider on a real socket: a discovery document, keys that change, and moods. */
public final class OpenIdServer {
    /** How it answers for its keys. */
    public enum Mood {
        WELL,
        FAILING,
        GARBAGE,
        EMPTY,
        HUGE,
        REDIRECTING,
        SILENT,
        ENDLESS
    }

    private final Vertx vertx;
    private final @Nullable TestIdentity identity;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile HttpServer server;
    private volatile Mood mood = Mood.WELL;
    private volatile String issuer = "";
    private volatile List<JsonObject> keys = List.of();

    /** Listens on a free port of localhost, with TLS when there is an identity. */
    public OpenIdServer(Vertx vertx, @Nullable TestIdentity identity) throws Exception {
        this.vertx = vertx;
        this.identity = identity;
        this.server = listen(0);
        this.issuer = origin() + "/realms/ops";
    }

    private HttpServer listen(int port) throws Exception {
        HttpServerOptions options = new HttpServerOptions();
        if (identity != null) {
            options.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(identity.certificate().toString())
                            .setKeyPath(identity.key().toString()));
        }
        return AdminRig.await(
                vertx.createHttpServer(options).requestHandler(this::answer).listen(port, "127.0.0.1"));
    }

    private String origin() {
        return (identity == null ? "http" : "https") + "://localhost:" + server.actualPort();
    }

    public String issuer() {
        return issuer;
    }

    public String jwks() {
        return origin() + "/keys";
    }

    /** How often its keys were asked for. */
    public int asked() {
        return asked.get();
    }

    public void mood(Mood now) {
        mood = now;
    }

    public void keys(JsonObject... now) {
        keys = List.of(now);
    }

    /** What the discovery document says of its issuer. */
    public void pretendToBe(String other) {
        issuer = other;
    }

    /** Nobody listens any more; the way back is {@link #comeBack}. */
    public void goAway() throws Exception {
        AdminRig.await(server.close());
    }

    public void comeBack() throws Exception {
        server = listen(server.actualPort());
    }

    /** Claims of a good token. */
    public JsonObject claims(String name, Object roles) {
        long now = Instant.now().getEpochSecond();
        return new JsonObject()
                .put("iss", issuer)
                .put("aud", "teal")
                .put("sub", name)
                .put("iat", now)
                .put("exp", now + 300)
                .put("roles", roles);
    }

    /** A good token. */
    public String token(SigningKey key, String name, String... roles) throws GeneralSecurityException {
        return key.sign(claims(name, new JsonArray(List.of(roles))));
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/realms/ops/.well-known/openid-configuration")) {
            request.response()
                    .end(new JsonObject()
                            .put("issuer", issuer)
                            .put("jwks_uri", jwks())
                            .encode());
            return;
        }
        if (!request.path().equals("/keys")) {
            request.response().setStatusCode(404).end();
            return;
        }
        asked.incrementAndGet();
        String set = new JsonObject().put("keys", new JsonArray(keys)).encode();
        switch (mood) {
            case WELL -> request.response().end(set);
            case FAILING -> request.response().setStatusCode(500).end(set);
            case GARBAGE -> request.response().end("<html>" + set);
            case EMPTY -> request.response().end("{\"keys\": []}");
            case HUGE -> request.response().end(" ".repeat(300_000) + set);
            case REDIRECTING ->
                request.response()
                        .setStatusCode(302)
                        .putHeader("Location", jwks())
                        .end(set);
            case SILENT -> request.response().setChunked(true).write("{");
            case ENDLESS -> {
                // More than anybody takes, and never an end.
                request.response().setChunked(true);
                for (int i = 0; i < 64; i++) {
                    request.response().write(" ".repeat(16_384));
                }
            }
        }
    }
}
