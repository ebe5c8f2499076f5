package io.teal.gateway.testing;

import io.teal.gateway.testing.PlainClient.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What {@link PlainClient} does over HTTP/2: one kept connection in plaintext with prior knowledge (RFC 9113, 3.3), one stream
 * after the other, nothing repeated. For one thread.
 */
final class PlainHttp2 {
    /** Shared by all: a load of many clients needs one event loop, not one each. */
    private static final Vertx VERTX =
            Vertx.vertx(new VertxOptions().setUseDaemonThread(true).setEventLoopPoolSize(2));

    private static final HttpClientAgent CLIENT = VERTX.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));

    private final int port;
    private @Nullable Open open;

    /** A connection, and whether the gateway told it to go away or closed it. */
    private record Open(HttpClientConnection connection, AtomicBoolean gone) {}

    private record Whole(HttpClientResponse head, Buffer body) {}

    PlainHttp2(int port) {
        this.port = port;
    }

    Answer ask(String method, String target, String body, String... fields) throws IOException {
        try {
            return ask(connection(), method, target, body, fields);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static Answer ask(
            HttpClientConnection connection, String method, String target, String body, String... fields)
            throws IOException {
        HttpClientRequest request = await(connection.request(
                new RequestOptions().setMethod(HttpMethod.valueOf(method)).setURI(target)));
        request.authority(HostAndPort.authority("gateway.test"));
        for (String field : fields) {
            int colon = field.indexOf(':');
            add(
                    request,
                    field.substring(0, colon).toLowerCase(Locale.ROOT),
                    field.substring(colon + 1).strip());
        }
        Future<HttpClientResponse> head =
                body.isEmpty() ? request.send() : request.send(Buffer.buffer(body.getBytes(StandardCharsets.UTF_8)));
        Whole whole = await(head.compose(answer -> answer.body().map(bytes -> new Whole(answer, bytes))));
        StringBuilder text =
                new StringBuilder("HTTP/2.0 ").append(whole.head().statusCode()).append("\r\n");
        whole.head()
                .headers()
                .forEach((name, value) ->
                        text.append(name).append(": ").append(value).append("\r\n"));
        return new Answer(
                whole.head().statusCode(), text.toString(), whole.body().toString(StandardCharsets.UTF_8));
    }

    private static void add(HttpClientRequest request, String name, String value) {
        switch (name) {
            case "host" -> request.authority(HostAndPort.parseAuthority(value, -1));
            // HTTP/2 has no fields of a connection (RFC 9113, 8.2.2).
            case "connection", "keep-alive", "transfer-encoding", "upgrade" -> {}
            default -> request.headers().add(name, value);
        }
    }

    private HttpClientConnection connection() throws IOException {
        Open now = open;
        if (now != null && !now.gone().get()) {
            return now.connection();
        }
        close();
        HttpClientConnection connection = await(
                CLIENT.connect(new HttpConnectOptions().setHost("127.0.0.1").setPort(port)));
        AtomicBoolean gone = new AtomicBoolean();
        connection.goAwayHandler(away -> gone.set(true));
        connection.closeHandler(closed -> gone.set(true));
        open = new Open(connection, gone);
        return connection;
    }

    private static <T> T await(Future<T> future) throws IOException {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("nothing came of it in 30 seconds", e);
        } catch (Throwable e) {
            // A future throws what it failed with, checked or not; to a client all of it is a broken exchange.
            throw new IOException(e);
        }
    }

    void close() {
        Open now = open;
        open = null;
        if (now != null) {
            Void unused = Http2Client.await(now.connection().close());
        }
    }
}
