package io.teal.gateway.access;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctJwkGenerator;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Signs tokens with keys of its own, and serves their public halves while it is up. */
final class Issuer implements AutoCloseable {
    static final String NAME = "https://id.example.org/";

    private final List<PublicJsonWebKey> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private volatile int status = 200;

    Issuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/keys", exchange -> {
            byte[] body = jwks().getBytes(StandardCharsets.UTF_8);
            int unused = asked.incrementAndGet();
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    static PublicJsonWebKey rsa(String id) throws JoseException {
        return named(RsaJwkGenerator.generateJwk(2048), id);
    }

    static PublicJsonWebKey ec(String id) throws JoseException {
        return named(EcJwkGenerator.generateJwk(EllipticCurves.P256), id);
    }

    static PublicJsonWebKey ed25519(String id) throws JoseException {
        return named(OkpJwkGenerator.generateJwk("Ed25519"), id);
    }

    private static PublicJsonWebKey named(PublicJsonWebKey key, String id) {
        key.setKeyId(id);
        return key;
    }

    /** A key that both sides would have to know. */
    static String secretKey(String id) {
        var key = OctJwkGenerator.generateJwk(256);
        key.setKeyId(id);
        return key.toJson(org.jose4j.jwk.JsonWebKey.OutputControlLevel.INCLUDE_SYMMETRIC);
    }

    /** Tokens of these keys are good from now on, and no others. */
    void publish(PublicJsonWebKey... keys) {
        published.clear();
        published.addAll(List.of(keys));
    }

    /** What it answers with when it is asked for keys. */
    void answers(int code) {
        status = code;
    }

    /** How often it was asked for its keys. */
    int asked() {
        return asked.get();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    String jwks() {
        return jwks(new ArrayList<>(published));
    }

    static String jwks(List<PublicJsonWebKey> keys) {
        return new JsonWebKeySet(new ArrayList<>(keys)).toJson();
    }

    /** The claims of a good token for {@code teal}, good for an hour. */
    static JwtClaims claims(Instant now) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(NAME);
        claims.setAudience("teal");
        claims.setSubject("alice");
        claims.setExpirationTime(
                NumericDate.fromMilliseconds(now.plusSeconds(3600).toEpochMilli()));
        return claims;
    }

    static String sign(PublicJsonWebKey key, String algorithm, JwtClaims claims) throws JoseException {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(key.getPrivateKey());
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setAlgorithmHeaderValue(algorithm);
        return jws.getCompactSerialization();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
