package io.teal.gateway.cached;

import static io.teal.gateway.cached.OddServer.LAST;
import static io.teal.gateway.cached.OddServer.STREAM;
import static io.teal.gateway.cached.OddServer.bytes;
import static io.teal.gateway.cached.OddServer.chunk;
import static io.teal.gateway.cached.OddServer.event;
import static io.teal.gateway.cached.OddServer.mark;
import static io.teal.gateway.cached.OddServer.pause;
import static io.teal.gateway.cached.OddServer.stream;
import static io.teal.gateway.cached.OddServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.cache.Purge;
import io.teal.gateway.testing.Questions;
import io.teal.gateway.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are not as they should be pass as they are, to everyone who asked, and are not told again. */
class OddAnswersIT {
    private static final String SOUND = event("Three ") + event("days.");

    @Test
    void bareJsonThatCallsItselfAnEventStreamPasses() throws IOException {
        String body = "{\"answer\":\"a.\"}{\"answer\":\"b.\"}";
        String question = Questions.post(
                "/chat/knowledge_base_chat",
                "{\"query\":\"leave\",\"knowledge_base_name\":\"samples\",\"stream\":true}");
        try (OddServer server = new OddServer((peer, head, n) -> {
            peer.send(STREAM + "\r\n" + chunk(body.substring(0, 15)));
            peer.send(chunk(body.substring(15)) + LAST);
        })) {
            passesTwice(server, question, body.getBytes(StandardCharsets.UTF_8), 200);
        }
    }

    /** Comments are left out, so that the length would be wrong. */
    @Test
    void anEventStreamWithALengthAndACommentIsFramedAnew() throws IOException {
        String comment = ": ping - 2024\r\n\r\n";
        CountDownLatch first = new CountDownLatch(1);
        try (OddServer server = new OddServer((peer, head, n) -> {
                    peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: "
                            + (SOUND.length() + comment.length()) + "\r\n\r\n" + event("Three "));
                    pause(first);
                    peer.send(comment);
                    peer.send(event("days."));
                });
                RawClient client = server.client()) {
            String head = client.send(Questions.streamed()).head();
            assertThat(RawClient.field(head, "Transfer-Encoding")).isEqualTo("chunked");
            assertThat(RawClient.field(head, "Content-Length")).isEmpty();
            assertThat(client.chunk()).isEqualTo(event("Three "));
            first.countDown();
            assertThat(text(client, head)).isEqualTo(event("days."));
            String again = client.send(Questions.streamed()).head();
            assertThat(mark(again)).isEqualTo("hit");
            assertThat(text(client, again)).contains("Three ").contains("days.");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void anEventWithoutItsBlankLinePasses() throws IOException {
        String last = event("Or four.");
        // What is whole of it would do for an answer.
        String torn = SOUND + last.substring(0, last.length() - 2);
        try (OddServer server = new OddServer((peer, head, n) -> peer.send(stream(torn)))) {
            passesTwice(server, Questions.streamed(), torn.getBytes(StandardCharsets.UTF_8), 200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "application/json"})
    void aPackedAnswerPasses(String type) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(SOUND.getBytes(StandardCharsets.UTF_8));
        }
        byte[] body = packed.toByteArray();
        String question = type.equals("application/json") ? Questions.whole() : Questions.streamed();
        try (OddServer server = new OddServer((peer, head, n) -> peer.send("HTTP/1.1 200 OK\r\nContent-Type: " + type
                        + "\r\nContent-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n")
                .send(body))) {
            passesTwice(server, question, body, 200);
            try (RawClient client = server.client()) {
                String head = client.send(question).head();
                assertThat(RawClient.field(head, "Content-Encoding")).isEqualTo("gzip");
            }
        }
    }

    @Test
    void aCookieIsForWhoAskedFirst() throws IOException {
        CountDownLatch joined = new CountDownLatch(1);
        try (OddServer server = new OddServer((peer, head, n) -> {
                    peer.send(STREAM + "Set-Cookie: session=" + n + "\r\n\r\n" + chunk(event("Three ")));
                    pause(joined);
                    peer.send(chunk(event("days.")) + LAST);
                });
                RawClient first = server.client();
                RawClient second = server.client()) {
            String one = first.send(Questions.streamed()).head();
            String other = second.send(Questions.streamed()).head();
            joined.countDown();
            assertThat(RawClient.field(one, "Set-Cookie")).isEqualTo("session=0");
            assertThat(mark(other)).isEqualTo("coalesced");
            assertThat(RawClient.field(other, "Set-Cookie")).isEmpty();
            assertThat(text(first, one)).isEqualTo(SOUND);
            assertThat(text(second, other)).isEqualTo(SOUND);
            String later = second.send(Questions.streamed()).head();
            assertThat(mark(later)).isEqualTo("miss");
            assertThat(RawClient.field(later, "Set-Cookie")).isEqualTo("session=1");
        }
    }

    @Test
    void aFailureThatIsAStreamKeepsItsStatusForWhoWantedNone() throws IOException {
        String body = "data: {\"error\": \"boom\"}\r\n\r\n";
        String failed = stream(body).replace("200 OK", "500 Internal Server Error");
        try (OddServer server = new OddServer((peer, head, n) -> peer.send(failed))) {
            passesTwice(server, Questions.whole(), body.getBytes(StandardCharsets.UTF_8), 500);
        }
    }

    @Test
    void whatIsPurgedOnItsWayIsToldToItsEndAndNotKept() throws Exception {
        CountDownLatch purged = new CountDownLatch(1);
        try (OddServer server = new OddServer((peer, head, n) -> {
                    peer.send(STREAM + "\r\n" + chunk(event("Three ")));
                    pause(purged);
                    peer.send(chunk(event("days.")) + LAST);
                });
                RawClient client = server.client()) {
            String head = client.send(Questions.streamed()).head();
            assertThat(client.chunk()).isEqualTo(event("Three "));
            var unused = server.gateway()
                    .gateway()
                    .cache()
                    .purge(new Purge.Question("chat", "leave"))
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
            purged.countDown();
            assertThat(text(client, head)).isEqualTo(event("days."));
            assertThat(mark(client.send(Questions.streamed()).head())).isEqualTo("miss");
        }
    }

    @Test
    void whoJoinsBeforeTheFirstEventGetsTheHeadAtOnce() throws IOException {
        CountDownLatch heads = new CountDownLatch(1);
        try (OddServer server = new OddServer((peer, head, n) -> {
                    peer.send(STREAM + "\r\n");
                    pause(heads);
                    peer.send(chunk(SOUND) + LAST);
                });
                RawClient first = server.client();
                RawClient second = server.client()) {
            String one = first.send(Questions.streamed()).head();
            String other = second.send(Questions.streamed()).head();
            assertThat(heads.getCount()).isEqualTo(1);
            heads.countDown();
            assertThat(mark(one)).isEqualTo("miss");
            assertThat(mark(other)).isEqualTo("coalesced");
            assertThat(text(first, one)).isEqualTo(SOUND);
            assertThat(text(second, other)).isEqualTo(SOUND);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void aSlowClientGetsAllOfALongAnswer() throws IOException {
        String body = longAnswer(3 << 20);
        AtomicLong sent = new AtomicLong();
        try (OddServer server = new OddServer((peer, head, n) -> flood(peer, body, sent, new CountDownLatch(0)));
                RawClient client = server.client()) {
            client.socket().setReceiveBufferSize(64 << 10);
            String head = client.send(Questions.streamed()).head();
            await().pollDelay(Duration.ofMillis(700)).until(() -> sent.get() > 0);
            assertThat(text(client, head).equals(body)).isTrue();
            assertThat(mark(client.send(Questions.streamed()).head())).isEqualTo("miss");
        }
    }

    /** More than the sockets can hold: who takes nothing is left behind, and seen to be. */
    @ParameterizedTest
    @ValueSource(ints = {3 << 20, 24 << 20})
    void aSlowClientDoesNotHoldUpAQuickOne(int length) throws Exception {
        String body = longAnswer(length);
        CountDownLatch joined = new CountDownLatch(1);
        AtomicLong sent = new AtomicLong();
        try (OddServer server = new OddServer((peer, head, n) -> flood(peer, body, sent, joined));
                RawClient slow = server.client();
                RawClient quick = server.client()) {
            slow.socket().setReceiveBufferSize(64 << 10);
            String one = slow.send(Questions.streamed()).head();
            String other = quick.send(Questions.streamed()).head();
            assertThat(mark(one)).isEqualTo("miss");
            assertThat(mark(other)).isEqualTo("coalesced");
            joined.countDown();
            CompletableFuture<Boolean> whole = new CompletableFuture<>();
            var unused = Thread.ofVirtual().start(() -> {
                try {
                    whole.complete(text(quick, other).equals(body));
                } catch (IOException e) {
                    whole.completeExceptionally(e);
                }
            });
            assertThat(whole.get(15, TimeUnit.SECONDS)).isTrue();
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            boolean ended = false;
            try {
                for (byte[] next = slow.chunkBytes(); next.length > 0; next = slow.chunkBytes()) {
                    got.writeBytes(next);
                }
                ended = true;
            } catch (java.net.SocketTimeoutException hangs) {
                throw hangs;
            } catch (IOException cut) {
                // Told by what came before.
            }
            String part = got.toString(StandardCharsets.UTF_8);
            assertThat(body.startsWith(part)).isTrue();
            assertThat(ended).isEqualTo(part.length() == body.length());
            assertThat(mark(quick.send(Questions.streamed()).head())).isEqualTo("miss");
        }
    }

    private static void flood(RawClient peer, String body, AtomicLong sent, CountDownLatch rest) throws IOException {
        int first = body.indexOf("\r\n\r\n") + 4;
        peer.send(STREAM + "\r\n" + chunk(body.substring(0, first)));
        pause(rest);
        for (int at = first; at < body.length(); at += 16 << 10) {
            peer.send(chunk(body.substring(at, Math.min(body.length(), at + (16 << 10)))));
            sent.set(at);
        }
        peer.send(LAST);
    }

    private static String longAnswer(int length) {
        StringBuilder body = new StringBuilder(length + 2_000);
        for (int i = 0; body.length() < length; i++) {
            body.append(event(i + "x".repeat(1_000)));
        }
        return body.append(event("end.")).toString();
    }

    /** On one connection, so that the framing has to be right. */
    private static void passesTwice(OddServer server, String question, byte[] body, int status) throws IOException {
        try (RawClient client = server.client()) {
            for (int i = 1; i <= 2; i++) {
                String head = client.send(question).head();
                assertThat(RawClient.status(head)).isEqualTo(status);
                assertThat(mark(head)).isEqualTo("miss");
                assertThat(bytes(client, head)).isEqualTo(body);
                assertThat(server.requests()).isEqualTo(i);
            }
        }
    }
}
