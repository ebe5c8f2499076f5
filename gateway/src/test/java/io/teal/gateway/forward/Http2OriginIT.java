package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.Http2Client;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is asked in HTTP/2 over plaintext. */
class Http2OriginIT {
    private final AtomicReference<HttpServerResponse> streaming = new AtomicReference<>();
    private Vertx vertx;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()).requestHandler(this::answer);
        int port = Http2Client.await(server.listen(0, "127.0.0.1")).actualPort();
        gateway = TestGateway.start("""
                services: {chat: {upstreams: {blue: {protocol: h2c, servers: ["127.0.0.1:%d"]}}}}
                routes: [{name: all, match: {path: /}, service: chat, limits: {body: none}}]
                """.formatted(port));
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/stream")) {
            HttpServerResponse response = request.response();
            var unused = response.write("one");
            streaming.set(response);
            return;
        }
        var unused = request.body().onSuccess(body -> request.response()
                .end(new JsonObject()
                        .put("version", request.version().name())
                        .put("method", request.method().name())
                        .put("target", request.uri())
                        .put("authority", String.valueOf(request.authority()))
                        .put("hosts", new JsonArray(request.headers().getAll("host")))
                        .put("size", body.length())
                        .encode()));
    }

    @AfterEach
    void stop() {
        gateway.close();
        Void unused = Http2Client.await(vertx.close());
    }

    private static JsonObject body(RawClient client) throws IOException {
        String head = client.head();
        assertThat(RawClient.status(head)).isEqualTo(200);
        String length = RawClient.field(head, "content-length");
        return new JsonObject(length.isEmpty() ? client.chunk() : client.body(Integer.parseInt(length)));
    }

    private static void assertAsked(JsonObject seen, String method, int size) {
        assertThat(seen.getString("version")).isEqualTo("HTTP_2");
        assertThat(seen.getString("method")).isEqualTo(method);
        assertThat(seen.getString("authority")).isEqualTo("shop.test:81");
        assertThat(seen.getJsonArray("hosts")).isEmpty();
        assertThat(seen.getInteger("size")).isEqualTo(size);
    }

    @Test
    void theAuthorityIsTheClientsHost() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("GET /a?b=c HTTP/1.1\r\nHost: shop.test:81\r\n\r\n");

            JsonObject seen = body(client);
            assertAsked(seen, "GET", 0);
            assertThat(seen.getString("target")).isEqualTo("/a?b=c");
            await().until(() -> gateway.leases() == 0);
        }
    }

    @Test
    void bodiesOfAllSizesArrive() throws IOException {
        for (int size : new int[] {1, 1000, 100_000, 3_000_000}) {
            try (RawClient client = new RawClient(gateway.port())) {
                client.send("POST / HTTP/1.1\r\nHost: shop.test:81\r\nContent-Length: " + size + "\r\n\r\n")
                        .send(new byte[size]);

                assertAsked(body(client), "POST", size);
            }
        }
    }

    @Test
    void anAnswerComesPieceByPiece() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("GET /stream HTTP/1.1\r\nHost: shop.test:81\r\n\r\n");

            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(client.chunk()).isEqualTo("one");
            await().until(() -> streaming.get() != null);
            var unused = streaming.get().end("two");
            assertThat(client.chunk()).isEqualTo("two");
            assertThat(client.chunk()).isEmpty();
            await().until(() -> gateway.leases() == 0);
        }
    }

    @Test
    void http2GoesToHttp2() {
        try (Http2Client client = new Http2Client(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                Buffer body = Http2Client.await(client.request(HttpMethod.POST, "/")
                        .authority(HostAndPort.create("shop.test", 81))
                        .send("x".repeat(100_000))
                        .compose(HttpClientResponse::body));

                assertAsked(body.toJsonObject(), "POST", 100_000);
            }
            await().until(() -> gateway.leases() == 0);
        }
    }
}
