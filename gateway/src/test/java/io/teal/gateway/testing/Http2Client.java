package io.teal.gateway.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One HTTP/2 connection to a gateway, over plaintext with prior knowledge. */
public final class Http2Client implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();

    /** Kept: a client that nobody refers to is closed, and its connections with it. */
    private final HttpClientAgent client;

    private final HttpClientConnection connection;

    public Http2Client(int port) {
        client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        connection = await(
                client.connect(new HttpConnectOptions().setHost("127.0.0.1").setPort(port)));
    }

    /** A new stream whose head is not sent yet. */
    public HttpClientRequest request(HttpMethod method, String target) {
        return await(connection.request(new RequestOptions().setMethod(method).setURI(target)));
    }

    /** The result of a future, waited for no longer than ten seconds. */
    public static <T> T await(Future<T> future) {
        try {
            return future.await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came of it in ten seconds", e);
        }
    }

    @Override
    public void close() {
        Void unusedClient = await(client.close());
        Void unused = await(vertx.close());
    }
}
