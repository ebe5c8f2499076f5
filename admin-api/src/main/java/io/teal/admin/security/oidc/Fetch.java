package io.teal.admin.security.oidc;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads small JSON objects of an OpenID provider: bounded in time and size, and never from where a redirection leads. */
final class Fetch {
    private static final int MOST_BYTES = 256 << 10;

    private final Vertx vertx;
    private final HttpClient client;
    private final Duration timeout;

    /**
     * Reads over connections of its own.
     *
     * @param ca what is trusted, PEM; null for what the Java runtime trusts
     * @param timeout for one object, from the connection to its last byte
     */
    Fetch(Vertx vertx, @Nullable Path ca, Duration timeout) {
        this.vertx = vertx;
        this.timeout = timeout;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) timeout.toMillis())
                .setKeepAlive(false);
        if (ca != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()));
        }
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(2));
    }

    /** What stands there; fails with words for people. */
    Future<JsonObject> get(String url) {
        Promise<JsonObject> result = Promise.promise();
        AtomicReference<@Nullable HttpClientRequest> sent = new AtomicReference<>();
        long timer = vertx.setTimer(timeout.toMillis(), late -> {
            if (result.tryFail(url + " did not answer within " + timeout.toMillis() + " ms")) {
                reset(sent.get());
            }
        });
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url)
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json");
        client.request(request)
                .compose(ready -> {
                    sent.set(ready);
                    if (result.future().isComplete()) {
                        reset(ready);
                    }
                    return ready.send();
                })
                .onSuccess(response -> read(url, response, result))
                .onFailure(failure -> result.tryFail(url + " cannot be asked: " + words(failure)));
        return result.future().onComplete(done -> {
            var unused = vertx.cancelTimer(timer);
        });
    }

    private static void read(String url, HttpClientResponse response, Promise<JsonObject> result) {
        if (response.statusCode() != 200) {
            result.tryFail(url + " answers with status " + response.statusCode());
            reset(response.request());
            return;
        }
        Buffer body = Buffer.buffer();
        response.exceptionHandler(failure -> result.tryFail(url + " broke off: " + words(failure)));
        response.handler(piece -> {
            if (body.length() + piece.length() > MOST_BYTES) {
                result.tryFail(url + " answers with more than " + MOST_BYTES + " bytes");
                reset(response.request());
            } else {
                body.appendBuffer(piece);
            }
        });
        response.endHandler(end -> {
            try {
                result.tryComplete(new JsonObject(body));
            } catch (DecodeException | ClassCastException e) {
                result.tryFail(url + " answers with something else than a JSON object");
            }
        });
    }

    void close() {
        var unused = client.close();
    }

    private static void reset(@Nullable HttpClientRequest request) {
        if (request != null) {
            var unused = request.reset();
        }
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
