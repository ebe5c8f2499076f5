package io.teal.gateway.cached;

import static io.teal.gateway.cached.OddServer.event;
import static io.teal.gateway.cached.OddServer.mark;
import static io.teal.gateway.cached.OddServer.pause;
import static io.teal.gateway.cached.OddServer.stream;
import static io.teal.gateway.cached.OddServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.Http2Client;
import io.teal.gateway.testing.Questions;
import io.teal.gateway.testing.RawClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that ask in other ways than most, or leave before they should. */
class OddClientsIT {
    private static final String BODY = Questions.body(true);

    /** Each answer another one. */
    private static OddServer numbering() {
        return new OddServer((peer, head, n) -> peer.send(stream(event("Answer " + n + "."))));
    }

    @Test
    void whoShowsAGoodTokenIsNotRefusedForTheBadOneOfAnother() throws IOException {
        CountDownLatch joined = new CountDownLatch(1);
        try (OddServer server = new OddServer("{shared: true}", "", (peer, head, n) -> {
                    if (RawClient.field(head, "Authorization").equals("Bearer good")) {
                        peer.send(stream(event("Answer " + n + ".")));
                    } else {
                        pause(joined);
                        peer.send("HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 2\r\n\r\n{}");
                    }
                });
                RawClient bad = server.client();
                RawClient good = server.client()) {
            bad.send(Questions.streamed("Authorization: Bearer bad"));
            await().until(() -> server.requests() == 1);
            good.send(Questions.streamed("Authorization: Bearer good"));
            // Long enough for it to join; that it did shows in that the server hears nothing of it.
            await().pollDelay(Duration.ofMillis(300)).until(() -> server.requests() == 1);
            joined.countDown();
            assertThat(RawClient.status(bad.head())).isEqualTo(401);
            String head = good.head();
            assertThat(RawClient.status(head)).isEqualTo(200);
            assertThat(text(good, head)).isEqualTo(event("Answer 1."));
            assertThat(server.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "expect", "old"})
    void askedInAnotherWay(String how) throws IOException {
        try (OddServer server = numbering()) {
            for (String met : new String[] {"miss", "hit"}) {
                try (RawClient client = server.client()) {
                    String start = "POST /chat/kb_chat HTTP/1." + (how.equals("old") ? "0" : "1")
                            + "\r\nHost: h\r\nContent-Type: application/json\r\n";
                    String length = "Content-Length: " + BODY.length() + "\r\n";
                    switch (how) {
                        case "chunked" ->
                            client.send(start + "Transfer-Encoding: chunked\r\n\r\n"
                                            + OddServer.chunk(BODY.substring(0, 9)))
                                    .send(OddServer.chunk(BODY.substring(9)) + OddServer.LAST);
                        case "expect" -> {
                            client.send(start + length + "Expect: 100-continue\r\n\r\n");
                            assertThat(RawClient.status(client.head())).isEqualTo(100);
                            client.send(BODY);
                        }
                        default -> client.send(start + length + "\r\n" + BODY);
                    }
                    String head = client.head();
                    assertThat(RawClient.status(head)).isEqualTo(200);
                    assertThat(mark(head)).isEqualTo(met);
                    String body = how.equals("old") ? client.rest() : text(client, head);
                    assertThat(body).startsWith("data: ").endsWith("\r\n\r\n").contains("\"Answer 0.\"");
                    if (how.equals("old")) {
                        assertThat(RawClient.field(head, "Transfer-Encoding")).isEmpty();
                    }
                }
            }
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void askedOverHttp2() {
        try (OddServer server = numbering();
                Http2Client client = new Http2Client(server.gateway().port())) {
            for (String met : new String[] {"miss", "hit"}) {
                var request = client.request(HttpMethod.POST, "/chat/kb_chat");
                request.putHeader("Content-Type", "application/json");
                var told = request.send(Buffer.buffer(BODY))
                        .compose(response -> response.body().map(body -> {
                            assertThat(response.statusCode()).isEqualTo(200);
                            assertThat(response.getHeader("X-Teal-Cache")).isEqualTo(met);
                            return body.toString();
                        }));
                assertThat(Http2Client.await(told)).contains("\"Answer 0.\"").endsWith("\r\n\r\n");
            }
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void anotherQueryHostOrCookieIsAnotherQuestion() throws IOException {
        String plain = Questions.streamed();
        String[] different = {
            plain,
            plain.replace("/kb_chat ", "/kb_chat?a=1 "),
            plain.replace("/kb_chat ", "/kb_chat?a=2 "),
            plain.replace("Host: gateway.test", "Host: other.test"),
            Questions.streamed("Cookie: user=a"),
            Questions.streamed("Cookie: user=b"),
        };
        try (OddServer server = numbering();
                RawClient client = server.client()) {
            for (String met : new String[] {"miss", "hit"}) {
                for (int i = 0; i < different.length; i++) {
                    String head = client.send(different[i]).head();
                    assertThat(mark(head)).isEqualTo(met);
                    assertThat(text(client, head)).contains("\"Answer " + i + ".\"");
                }
            }
        }
    }

    @Test
    void whoLeavesBeforeTheBodyIsCompleteLeavesNothingBehind() throws IOException {
        try (OddServer server = numbering()) {
            try (RawClient client = server.client()) {
                String whole = Questions.streamed();
                client.send(whole.substring(0, whole.length() - 5));
                client.reset();
            }
            answeredAfterwards(server, 0);
        }
    }

    @Test
    void whoLeavesTheQueueLeavesNothingBehind() throws IOException {
        CountDownLatch busy = new CountDownLatch(1);
        try (OddServer server = new OddServer("{}", ", max_conns: 1", (peer, head, n) -> {
                    if (n == 0) {
                        pause(busy);
                    }
                    peer.send(stream(event("Answer " + n + ".")));
                });
                RawClient first = server.client()) {
            first.send(Questions.streamed().replace("\"leave\"", "\"rules\""));
            await().until(() -> server.requests() == 1);
            for (int i = 0; i < 3; i++) {
                try (RawClient waiting = server.client()) {
                    waiting.send(Questions.streamed());
                    await().until(() -> queued(server) == 1);
                    waiting.reset();
                }
                await().until(() -> queued(server) == 0);
            }
            busy.countDown();
            String head = first.head();
            assertThat(text(first, head)).isEqualTo(event("Answer 0."));
            answeredAfterwards(server, 1);
        }
    }

    private static int queued(OddServer server) {
        return server.gateway().gateway().upstreams().status().stream()
                .mapToInt(s -> s.queued())
                .sum();
    }

    private static void answeredAfterwards(OddServer server, int before) throws IOException {
        await().until(() -> server.gateway().leases() == 0);
        assertThat(server.requests()).isEqualTo(before);
        try (RawClient client = server.client()) {
            String head = client.send(Questions.streamed()).head();
            assertThat(RawClient.status(head)).isEqualTo(200);
            assertThat(mark(head)).isEqualTo("miss");
            assertThat(text(client, head)).contains("\"Answer " + before + ".\"");
        }
        await().until(() -> server.gateway().leases() == 0);
    }
}
