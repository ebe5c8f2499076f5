package io.teal.admin.release.drive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.teal.gateway.routing.release.Plan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts messages to hooks, again when that fails. Thread-safe; blocks. */
final class Post {
    private static final Logger LOG = LoggerFactory.getLogger(Post.class);
    private static final int ATTEMPTS = 6;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final String ALGORITHM = "HmacSHA256";

    private final Map<String, String> environment;
    private final InstantSource clock;
    private @Nullable HttpClient client;
    private boolean closed;

    /** @param environment has the keys that messages are signed with */
    Post(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    /**
     * Sends a message until it is taken, or has been refused, or was tried six times, about half a minute in all.
     *
     * @param id the same each time it is sent, by whatever gateway: who has seen it already can drop it
     * @param body JSON
     * @return why it was not taken, in words; empty when it was
     */
    String send(Plan.Hook hook, String id, String body) throws InterruptedException {
        String problem = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (attempt > 0) {
                Thread.sleep(pause(attempt));
            }
            Tried tried = attempt(hook, id, body);
            if (tried.problem().isEmpty()) {
                return "";
            }
            problem = tried.problem();
            LOG.warn("{} was not told {}: {}", hook.post(), id, problem);
            if (!tried.again()) {
                return problem;
            }
        }
        return problem + ", " + ATTEMPTS + " times";
    }

    /** Twice as long each time, and not at the same moment as everybody else. */
    private static long pause(int attempt) {
        long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << attempt);
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2);
    }

    /** What came of an attempt: why it failed, and whether another one may help. */
    private record Tried(String problem, boolean again) {}

    private Tried attempt(Plan.Hook hook, String id, String body) throws InterruptedException {
        try {
            HttpResponse<Void> response =
                    client().send(request(hook, id, body), HttpResponse.BodyHandlers.discarding());
            int status = response.statusCode();
            if (status >= 200 && status < 300) {
                return new Tried("", false);
            }
            boolean again = status >= 500 || status == 408 || status == 425 || status == 429;
            return new Tried("it answered " + status, again);
        } catch (IOException e) {
            return new Tried("it cannot be reached: " + e, true);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return new Tried(String.valueOf(e.getMessage()), false);
        }
    }

    private HttpRequest request(Plan.Hook hook, String id, String body) {
        long now = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(hook.post()))
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", id)
                .header("X-Teal-Id", id)
                .header("X-Teal-Timestamp", Long.toString(now))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(UTF_8)));
        String secret = hook.secret();
        if (secret != null) {
            request.header("X-Teal-Signature", "sha256=" + signature(environment.get(secret), secret, body));
        }
        return request.build();
    }

    private static String signature(@Nullable String key, String name, String body) {
        if (key == null || key.isEmpty()) {
            throw new IllegalStateException("the environment variable " + name
                    + " is not set, so the message cannot be signed; set it and start Teal again");
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("the message cannot be signed: " + e.getMessage(), e);
        }
    }

    /** Made when there is something to send: to read the certificates it trusts takes a tenth of the work of a start. */
    private synchronized HttpClient client() {
        if (closed) {
            throw new IllegalStateException("Teal is ending");
        }
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
        }
        return client;
    }

    synchronized void close() {
        closed = true;
        if (client != null) {
            client.shutdownNow();
        }
    }
}
