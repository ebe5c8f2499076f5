package io.teal.launcher.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.teal.launcher.client.AdminFailure.Kind;
import io.teal.launcher.client.reply.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Requests to one admin API, and what its refusals mean. Blocks the calling thread; every failure is an {@link AdminFailure}. */
final class AdminConnection implements AutoCloseable {
    /** How long one call may take. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The end of a thread that only has to be woken. */
    private static final Duration LEAVING = Duration.ofMillis(500);

    static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final HttpClient http;
    private final URI base;
    private final String token;

    AdminConnection(URI base, String token, @Nullable SSLContext tls) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(3));
        SSLContext context = tls == null && "http".equalsIgnoreCase(base.getScheme()) ? unused() : tls;
        this.http =
                context == null ? builder.build() : builder.sslContext(context).build();
        this.base = base;
        this.token = token;
    }

    /** One that trusts nobody, where no TLS is spoken: the usual one takes a tenth of a second to read whom Java trusts. */
    private static SSLContext unused() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java speaks no TLS", e);
        }
    }

    HttpRequest.Builder request(String path) {
        String prefix = base.toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(prefix + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    HttpRequest.Builder post(String path, String json) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }

    /** The body of the answer. */
    String send(HttpRequest.Builder request) throws AdminFailure {
        HttpResponse<String> response = exchange(request.build(), BodyHandlers.ofString());
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        throw refusal(response.statusCode(), response.body());
    }

    /** The body of an answer without an end, as soon as it begins. */
    InputStream open(HttpRequest.Builder request) throws AdminFailure {
        HttpResponse<InputStream> response = exchange(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            throw refusal(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw refusal(response.statusCode(), "");
        }
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws AdminFailure {
        try {
            return http.send(request, handler);
        } catch (HttpTimeoutException e) {
            throw new AdminFailure(Kind.UNREACHABLE, base + " did not answer in time");
        } catch (ConnectException e) {
            throw new AdminFailure(Kind.UNREACHABLE, "nobody listens at " + base);
        } catch (SSLException e) {
            throw new AdminFailure(
                    Kind.UNREACHABLE,
                    "no TLS with " + base + ": " + e.getMessage() + "; --ca, --cert and --key name files for it");
        } catch (IOException e) {
            // With TLS 1.3 that is how it looks when a certificate is missing: the handshake is over by then.
            String wanted = request.uri().getScheme().equals("https")
                    ? "; when it asks for a certificate, --cert and --key name one"
                    : "";
            throw new AdminFailure(Kind.BROKEN_OFF, "no answer from " + base + ": " + e.getMessage() + wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminFailure(Kind.UNREACHABLE, "interrupted while waiting for " + base);
        }
    }

    private AdminFailure refusal(int status, String body) {
        Kind kind =
                switch (status) {
                    case 401, 403, 429 -> Kind.DENIED;
                    case 409, 412, 428 -> Kind.CONFLICT;
                    case 400, 404, 405, 413, 415, 422 -> Kind.INVALID;
                    case 503 -> Kind.UNABLE;
                    default -> Kind.BROKEN;
                };
        try {
            JsonNode problem = JSON.readTree(body);
            String detail = problem.path("detail").asText(problem.path("title").asText(""));
            List<Problem> problems = List.of(JSON.treeToValue(problem.withArray("/problems"), Problem[].class));
            return new AdminFailure(kind, detail.isEmpty() ? base + " answered " + status : detail, problems);
        } catch (JsonProcessingException | IllegalArgumentException | UnsupportedOperationException e) {
            return new AdminFailure(kind, base + " answered " + status + ", which is not what an admin API says");
        }
    }

    /**
     * Ends every connection, also one with an answer on its way, and waits until the thread that read them is gone: a JVM that ends
     * earlier waits 0.3 s for it, since it is in the kernel then.
     */
    @Override
    public void close() {
        http.shutdownNow();
        try {
            boolean unused = http.awaitTermination(LEAVING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As a part of a path or a value of a query. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
