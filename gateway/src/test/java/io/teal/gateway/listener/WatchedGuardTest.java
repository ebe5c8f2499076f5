package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guard together with the watch of responses: pipelining, refusals in their place, and the three clocks. */
class WatchedGuardTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String BAD = "GET / HTTP/1.1\r\nHost : x\r\n\r\n";
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String SIZED = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n";

    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void open() {
        channel.freezeTime();
        RequestGuard guard = RequestGuard.plaintext(Messages.LIMITS);
        channel.pipeline().addLast(RequestGuard.NAME, guard);
        channel.pipeline()
                .addLast(
                        RequestGuard.WATCH,
                        new ResponseWatch(guard, channel.pipeline().context(guard)));
    }

    @Test
    void answersAViolationOnceAllEarlierRequestsAreAnswered() {
        feed(GET);
        respond(200);
        feed(BAD);
        assertThat(written()).isEqualTo("200 end HTTP/1.1 400 Bad Request");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void waitsForTheAnswersUnderWayAndThenJustCloses() {
        feed(GET + GET + BAD);
        assertThat(channel.isOpen()).isTrue();
        respond(200);
        assertThat(channel.isOpen()).isTrue();
        respond(201);
        assertThat(written()).isEqualTo("200 end 201 end");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void readsNothingAfterAViolation() {
        feed(GET + BAD);
        feed(GET);
        assertThat(passed()).isEqualTo(GET);
    }

    @Test
    void answersABadBodyInPlaceOfTheHandler() {
        feed(CHUNKED);
        feed("x\r\n");
        respond(200);
        assertThat(written()).isEqualTo("HTTP/1.1 400 Bad Request");
        assertThat(passed()).isEqualTo(CHUNKED);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void cutsTheAnswerToABadBody() {
        feed(CHUNKED);
        begin();
        feed("x\r\n");
        assertThat(written()).isEqualTo("200");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void closesForABadBodyAfterEarlierAnswers() {
        feed(GET + CHUNKED);
        feed("x\r\n");
        assertThat(channel.isOpen()).isTrue();
        respond(200);
        respond(201);
        assertThat(written()).isEqualTo("200 end");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anInterimResponseIsNotTheAnswer() {
        feed(CHUNKED);
        respond(100);
        feed("x\r\n");
        assertThat(written()).isEqualTo("100 end HTTP/1.1 400 Bad Request");
    }

    @Test
    void closesAConnectionThatNeverAsks() {
        after(74);
        assertThat(channel.isOpen()).isTrue();
        after(2);
        assertThat(channel.isOpen()).isFalse();
        assertThat(written()).isEmpty();
    }

    @Test
    void closesAnIdleConnectionCountedFromTheLastAnswer() {
        after(50);
        feed(GET);
        after(50);
        respond(200);
        after(74);
        assertThat(channel.isOpen()).isTrue();
        after(2);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void neverCutsASilentAnswer() {
        feed(GET);
        after(10_000);
        begin();
        after(10_000);
        end();
        assertThat(channel.isOpen()).isTrue();
        assertThat(written()).isEqualTo("200 end");
    }

    @Test
    void aPieceOfTheNextHeadDoesNotCutASilentAnswer() {
        feed(GET + "GET /");
        after(10_000);
        respond(200);
        after(9);
        assertThat(channel.isOpen()).isTrue();
        after(2);
        assertThat(written()).isEqualTo("200 end HTTP/1.1 408 Request Timeout");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void refusesASlowHeadHoweverManyPiecesItComesIn() {
        for (int i = 0; i < 10; i++) {
            feed("G");
            after(1);
        }
        assertThat(written()).isEqualTo("HTTP/1.1 408 Request Timeout");
        assertThat(channel.isOpen()).isFalse();
        assertThat(passed()).isEmpty();
    }

    @Test
    void refusesASlowPreface() {
        feed("PRI * HTTP");
        after(11);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void closesAfterAPrefaceWithoutSettings() {
        feed("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        after(9);
        assertThat(channel.isOpen()).isTrue();
        after(2);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void refusesAStalledBody() {
        feed(SIZED + "a");
        after(59);
        feed("b");
        after(59);
        assertThat(channel.isOpen()).isTrue();
        after(2);
        assertThat(written()).isEqualTo("HTTP/1.1 408 Request Timeout");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void waitsForABodyThatNobodyReads() {
        feed(SIZED + "a");
        channel.config().setAutoRead(false);
        after(10_000);
        assertThat(channel.isOpen()).isTrue();

        channel.config().setAutoRead(true);
        after(59);
        assertThat(channel.isOpen()).isTrue();
        after(2);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void closesWithoutASecondAnswerWhenABodyStallsAfterItsAnswer() {
        feed(SIZED + "a");
        respond(413);
        after(61);
        assertThat(written()).isEqualTo("413 end");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void leavesNoTimerBehindWhenItIsGone() {
        PhaseClock clock =
                new PhaseClock(channel.eventLoop(), () -> channel.close().syncUninterruptibly());
        clock.expireIn(1);
        clock.close();
        clock.expireIn(1);
        after(1);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void hasNoClockForATunnel() {
        feed("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
        channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS));
        RequestGuard.release(channel.pipeline());
        after(10_000);
        feed("\0\n");
        assertThat(channel.isOpen()).isTrue();
        assertThat(passed()).endsWith("\r\n\0\n");
        assertThat(channel.pipeline().names()).doesNotContain(RequestGuard.NAME, RequestGuard.WATCH);
    }

    private void feed(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private void after(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    private void respond(int status) {
        var unused =
                channel.write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status)));
        channel.flush();
    }

    private void begin() {
        var unused = channel.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        channel.flush();
    }

    private void end() {
        var unused = channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
        channel.flush();
    }

    private String passed() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
            text.append(next.toString(StandardCharsets.ISO_8859_1));
            next.release();
        }
        return text.toString();
    }

    /** What was written: the statuses and ends of responses, and the status line of a refusal. */
    private String written() {
        StringBuilder text = new StringBuilder();
        for (Object next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            if (next instanceof HttpResponse response) {
                text.append(response.status().code()).append(' ');
            }
            if (next instanceof LastHttpContent) {
                text.append("end ");
            }
            if (next instanceof ByteBuf bytes && bytes.isReadable()) {
                text.append(bytes.toString(StandardCharsets.ISO_8859_1)
                        .lines()
                        .findFirst()
                        .orElse(""));
            }
            ReferenceCountUtil.release(next);
        }
        return text.toString().strip();
    }
}
