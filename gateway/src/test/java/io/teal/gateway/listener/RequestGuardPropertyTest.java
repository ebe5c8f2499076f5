package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for the guard whatever is sent and however it is cut into pieces. */
class RequestGuardPropertyTest {
    @Property(tries = 300)
    void passesAPipelineUnchanged(
            @ForAll("pipelines") String pipeline,
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 80) Integer> cuts) {
        EmbeddedChannel channel = feed(pipeline, cuts);
        assertThat(passed(channel)).isEqualTo(pipeline);
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }

    @Property(tries = 300)
    void passesWholeMessagesOnlyInFrontOfABadHead(
            @ForAll("pipelines") String pipeline,
            @ForAll("badHeads") String bad,
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 80) Integer> cuts) {
        EmbeddedChannel channel = feed(pipeline + bad, cuts);
        assertThat(passed(channel)).isEqualTo(pipeline);
        assertThat(channel.isOpen()).isFalse();
    }

    @Property(tries = 2000)
    void judgesADamagedMessageAlikeInOnePieceAndInMany(
            @ForAll("messages") String message,
            @ForAll @IntRange(max = 60) int at,
            @ForAll("octets") char octet,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 20) Integer> cuts) {
        String damaged = at < message.length() ? message.substring(0, at) + octet + message.substring(at + 1) : message;
        EmbeddedChannel whole = feed(damaged, List.of());
        EmbeddedChannel pieces = feed(damaged, cuts);
        assertThat(pieces.isOpen()).isEqualTo(whole.isOpen());
        if (whole.isOpen()) {
            assertThat(passed(pieces)).isEqualTo(passed(whole));
        }
        whole.finishAndReleaseAll();
        pieces.finishAndReleaseAll();
    }

    @Provide
    Arbitrary<String> pipelines() {
        return messages().list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> messages() {
        return Arbitraries.of(Messages.good());
    }

    @Provide
    Arbitrary<String> badHeads() {
        return Arbitraries.of(Messages.hostile().stream()
                .filter(message -> !message.inBody())
                .map(Messages.Hostile::bytes)
                .toList());
    }

    @Provide
    Arbitrary<Character> octets() {
        return Arbitraries.of('\0', '\t', '\n', '\r', ' ', ':', ',', ';', '0', '9', 'A', 'z', '#', '\u007f', '\u00e4');
    }

    private static EmbeddedChannel feed(String text, List<Integer> cuts) {
        EmbeddedChannel channel = new EmbeddedChannel(RequestGuard.plaintext(Messages.LIMITS));
        int from = 0;
        for (int cut : cuts) {
            int to = Math.min(text.length(), from + cut);
            write(channel, text.substring(from, to));
            from = to;
        }
        write(channel, text.substring(from));
        return channel;
    }

    private static void write(EmbeddedChannel channel, String part) {
        if (channel.isOpen() && !part.isEmpty()) {
            channel.writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1));
        }
    }

    private static String passed(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
            text.append(next.toString(StandardCharsets.ISO_8859_1));
            next.release();
        }
        return text.toString();
    }
}
