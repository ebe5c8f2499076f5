package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guard refuses and what it lets pass, whole and in pieces. */
class RequestGuardTest {
    @ParameterizedTest
    @MethodSource("hostile")
    void refusesAndPassesNothing(Messages.Hostile message) {
        EmbeddedChannel channel = fed(message.bytes());

        assertThat(answer(channel))
                .startsWith("HTTP/1.1 " + message.status() + " ")
                .contains("\r\nConnection: close\r\n");
        assertThat(passed(channel)).isEmpty();
        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesAlikeHoweverItIsSplit(Messages.Hostile message) {
        String bytes = message.bytes();
        for (int at = 1; at < bytes.length(); at++) {
            EmbeddedChannel channel = fed(bytes.substring(0, at), bytes.substring(at));
            verdict(message, channel, at);
        }
        verdict(message, fed(bytes.split("")), -1);
    }

    private static void verdict(Messages.Hostile message, EmbeddedChannel channel, int at) {
        // Once a head has passed, only a watched guard may still answer: here it can only close.
        String passed = passed(channel);
        assertThat(channel.isOpen()).as("split at %d", at).isFalse();
        if (passed.isEmpty()) {
            assertThat(answer(channel)).as("split at %d", at).startsWith("HTTP/1.1 " + message.status() + " ");
        } else {
            assertThat(message.inBody()).as("split at %d", at).isTrue();
            assertThat(passed).hasSizeLessThan(message.bytes().length());
            assertThat(answer(channel)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("good")
    void passesUnchangedHoweverItIsSplit(String bytes) {
        assertThat(passed(fed(bytes))).isEqualTo(bytes);
        assertThat(passed(fed(bytes.split("")))).isEqualTo(bytes);
        for (int at = 1; at < bytes.length(); at++) {
            EmbeddedChannel channel = fed(bytes.substring(0, at), bytes.substring(at));
            assertThat(passed(channel)).as("split at %d", at).isEqualTo(bytes);
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void holdsAHeadUntilItIsComplete() {
        EmbeddedChannel channel = fed("GET / HTTP/1.1\r\nHost: x\r\n\r");
        assertThat(passed(channel)).isEmpty();

        feed(channel, "\n");
        assertThat(passed(channel)).isEqualTo("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    @Test
    void handsOnTheVeryBufferItWasGiven() {
        EmbeddedChannel channel = fed();
        ByteBuf bytes = bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        channel.writeInbound(bytes);

        Object read = channel.readInbound();
        assertThat(read).isSameAs(bytes);
        bytes.release();
    }

    @Test
    void letsGoOfAnUnfinishedHeadWhenTheConnectionEnds() {
        EmbeddedChannel channel = new EmbeddedChannel(RequestGuard.plaintext(Messages.LIMITS));
        ByteBuf bytes = bytes("GET / HTTP/1.1\r\nHost");
        channel.writeInbound(bytes);
        assertThat(bytes.refCnt()).isEqualTo(1);

        var unused = channel.close();
        assertThat(bytes.refCnt()).isZero();
        assertThat(passed(channel)).isEmpty();
    }

    @Test
    void passesWhatStoodBeforeAViolation() {
        String good = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na";
        EmbeddedChannel channel = fed(good + "GET /b HTTP/1.1\nHost: x\n\n");

        assertThat(passed(channel)).isEqualTo(good);
        assertThat(answer(channel)).isEmpty();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void ignoresWhatFollowsAViolation() {
        EmbeddedChannel channel = new EmbeddedChannel(RequestGuard.http1(Messages.LIMITS));
        channel.writeInbound(bytes("GET / HTTP/1.1\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        assertThat(answer(channel)).startsWith("HTTP/1.1 400 ");
        assertThat(passed(channel)).isEmpty();
    }

    @Test
    void stepsAsideForTheHttp2Preface() {
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        for (int at = 1; at < preface.length(); at++) {
            EmbeddedChannel channel = fed(preface.substring(0, at));
            assertThat(passed(channel)).isEmpty();
            feed(channel, preface.substring(at) + "\0\n\0");
            assertThat(passed(channel)).isEqualTo(preface + "\0\n\0");
            assertThat(channel.pipeline().get(RequestGuard.class)).isNull();
        }
    }

    @Test
    void knowsNoPrefaceWhereHttp1IsSettled() {
        EmbeddedChannel channel = new EmbeddedChannel(RequestGuard.http1(Messages.LIMITS));
        channel.writeInbound(bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        assertThat(answer(channel)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void releasesABufferedRestWhenATunnelBegins() {
        EmbeddedChannel channel = fed("GET / HTTP/1.1\r\nHost: x\r\n\r\nabc");
        assertThat(passed(channel)).isEqualTo("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        RequestGuard.release(channel.pipeline());
        RequestGuard.release(channel.pipeline());
        feed(channel, "\n\0d");
        assertThat(passed(channel)).isEqualTo("abc\n\0d");
    }

    @Test
    void blanksChunkExtensions() {
        String head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        String sent = head + "2;n=v;q=\"x y\"\r\nhi\r\n0;last\r\nA: b\r\n\r\n";
        String served = head + "2            \r\nhi\r\n0     \r\nA: b\r\n\r\n";

        assertThat(passed(fed(sent))).isEqualTo(served);
        assertThat(passed(fed(sent.split("")))).isEqualTo(served);
    }

    @ParameterizedTest
    @MethodSource("upgrades")
    void dropsTheOfferOfHttp2(List<String> lines) {
        String offered = "GET / HTTP/1.1\r\n" + lines.get(0) + "\r\n";
        String served = "GET / HTTP/1.1\r\n" + lines.get(1) + "\r\n";
        String before = "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n";
        String after = "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n";

        assertThat(passed(fed(offered))).isEqualTo(served);
        assertThat(passed(fed(before + offered + after))).isEqualTo(before + served + after);
        assertThat(passed(fed((before + offered + after).split("")))).isEqualTo(before + served + after);
    }

    static Stream<List<String>> upgrades() {
        return Stream.of(
                List.of(
                        "Connection: Upgrade, HTTP2-Settings\r\nHost: x\r\nHTTP2-Settings: AAEA\r\nUpgrade: h2c\r\nA: b\r\n",
                        "Host: x\r\nA: b\r\n"),
                List.of(
                        "Host: x\r\nupgrade:H2C\r\nconnection:keep-alive, upgrade,X-Y , http2-settings\r\n",
                        "Host: x\r\nconnection:keep-alive,X-Y \r\n"),
                List.of(
                        "Host: x\r\nUpgrade: websocket, h2c\r\nConnection: close\r\n",
                        "Host: x\r\nConnection: close\r\n"));
    }

    static List<Messages.Hostile> hostile() {
        return Messages.hostile();
    }

    static List<String> good() {
        return Messages.good();
    }

    private static EmbeddedChannel fed(String... parts) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(RequestGuard.NAME, RequestGuard.plaintext(Messages.LIMITS));
        for (String part : parts) {
            if (channel.isOpen()) {
                feed(channel, part);
            }
        }
        return channel;
    }

    private static void feed(EmbeddedChannel channel, String part) {
        channel.writeInbound(bytes(part));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static String passed(EmbeddedChannel channel) {
        return drained(channel::readInbound);
    }

    private static String answer(EmbeddedChannel channel) {
        return drained(channel::readOutbound);
    }

    private static String drained(Supplier<ByteBuf> source) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf next = source.get(); next != null; next = source.get()) {
            text.append(next.toString(StandardCharsets.ISO_8859_1));
            next.release();
        }
        return text.toString();
    }
}
