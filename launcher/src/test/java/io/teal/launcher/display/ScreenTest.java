package io.teal.launcher.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.launcher.display.Terminal.Size;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final StringWriter written = new StringWriter();
    private final Screen screen = new Screen(new PrintWriter(written), () -> new Size(10, 3));

    @Test
    void aPageIsDrawnFromTheTopAndTheRestIsWiped() {
        assertThat(drawn("one\ntwo")).isEqualTo("\u001b[H\u001b[Kone\r\n\u001b[Ktwo\r\n\u001b[J");
    }

    @Test
    void whatFitsExactlyIsShownWhole() {
        assertThat(lines("0123456789\ntwo\nthree")).containsExactly("0123456789", "two", "three");
    }

    @Test
    void whatIsTooWideIsCutAlsoWithinChineseText() {
        assertThat(lines("01234567890\n年年年年年年\n年年年年年")).containsExactly("012345678…", "年年年年…", "年年年年年");
    }

    @Test
    void whatIsTooHighIsCounted() {
        assertThat(lines("1\n2\n3\n4\n5")).containsExactly("1", "2", "… 3 more …");
    }

    @Test
    void closingGivesTheTerminalBackWithTheLastPageAndIsDoneOnce() {
        String unused = drawn("bye");

        screen.close();
        screen.close();
        screen.show("too late");

        assertThat(written.toString())
                .startsWith("\u001b[?1049h\u001b[?25l")
                .endsWith("bye\r\n\u001b[J\u001b[?25h\u001b[?1049lbye" + System.lineSeparator());
    }

    private String drawn(String page) {
        int before = written.getBuffer().length();
        screen.show(page);
        return written.toString().substring(before);
    }

    private List<String> lines(String page) {
        return drawn(page).replaceAll("\u001b\\[[HKJ]", "").lines().toList();
    }
}
