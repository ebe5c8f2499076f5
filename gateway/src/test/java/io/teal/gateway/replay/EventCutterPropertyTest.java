package io.teal.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However a stream comes in pieces, its events are those that stand in it, and all that stands in it but for comments. */
class EventCutterPropertyTest {
    private static final String[] LINES = {
        "data: {\"answer\": \"合同\"}",
        "data:a",
        "data: ",
        "data",
        "datum: x",
        "event: 😀",
        ": ping - 2024",
        ":",
        "id: 7",
        "{\"a\": 1}",
        "",
        ""
    };

    private static byte[] stream(Random random, String[] ends) {
        StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
        for (int lines = random.nextInt(60); lines > 0; lines--) {
            text.append(LINES[random.nextInt(LINES.length)]).append(ends[random.nextInt(ends.length)]);
        }
        return Events.utf8(text.append("data: last" + ends[0] + ends[0]).toString());
    }

    @Property(tries = 3000)
    void piecesDoNotMatter(@ForAll Random random) {
        byte[] stream = stream(random, new String[] {"\n", "\r\n", "\r"});
        List<byte[]> whole = Events.cut(stream, stream.length);

        List<byte[]> pieces = new ArrayList<>();
        EventCutter cutter = new EventCutter();
        int most = 1 + random.nextInt(20);
        for (int at = 0; at < stream.length; ) {
            // What stands around a piece is not read.
            int size = Math.min(stream.length - at, random.nextInt(most + 1));
            byte[] around = new byte[size + 6];
            Arrays.fill(around, (byte) '\n');
            System.arraycopy(stream, at, around, 3, size);
            cutter.read(around, 3, 3 + size, pieces::add);
            at += size;
        }

        assertThat(pieces).hasSameSizeAs(whole);
        for (int i = 0; i < whole.size(); i++) {
            assertThat(pieces.get(i)).isEqualTo(whole.get(i));
        }
        assertThat(whole).isNotEmpty();
    }

    @Property(tries = 3000)
    void nothingButCommentsAndBlankLinesIsLost(@ForAll Random random) {
        String[] ends = {new String[] {"\n", "\r\n", "\r"}[random.nextInt(3)]};
        byte[] stream = stream(random, ends);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();

        Events.cut(stream, 1 + random.nextInt(stream.length)).forEach(kept::writeBytes);

        assertThat(kept.toString(java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(without(Events.text(stream), ends[0]));
    }

    /** The stream without its mark, its comments, and the blank lines that end nothing. */
    private static String without(String stream, String end) {
        String text = stream.startsWith("\uFEFF") ? stream.substring(1) : stream;
        StringBuilder kept = new StringBuilder();
        boolean open = false;
        for (String line : text.substring(0, text.length() - end.length()).split(end, -1)) {
            if (line.startsWith(":") || (line.isEmpty() && !open)) {
                continue;
            }
            kept.append(line).append(end);
            open = !line.isEmpty();
        }
        return kept.toString();
    }
}
