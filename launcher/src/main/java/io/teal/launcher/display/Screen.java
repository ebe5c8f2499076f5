package io.teal.launcher.display;

import io.teal.launcher.display.Terminal.Size;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/**
 * A page that is drawn again and again in the same place. What was on the terminal before comes back when it is closed, with the
 * last page below it. Thread-safe: whoever handles Ctrl-C may close it.
 */
public final class Screen implements AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String TOP = "\u001b[H";

    /** Wiped before a line is written: behind a line that fills its row the cursor still stands on its last character. */
    private static final String REST_OF_LINE = "\u001b[K";

    private static final String REST_OF_SCREEN = "\u001b[J";

    private final PrintWriter out;
    private final Supplier<Size> size;
    private String last = "";
    private boolean closed;

    /** Takes over the terminal that {@code out} writes to. */
    public Screen(PrintWriter out, Supplier<Size> size) {
        this.out = out;
        this.size = size;
        write(ENTER);
    }

    /** Draws a page in place of the last one. What does not fit is cut at the right, and counted at the bottom. */
    public synchronized void show(String page) {
        if (closed) {
            return;
        }
        last = page;
        Size now = size.get();
        List<String> lines = page.lines().toList();
        int shown = lines.size() <= now.rows() ? lines.size() : now.rows() - 1;
        StringBuilder frame = new StringBuilder(TOP);
        for (int i = 0; i < shown; i++) {
            frame.append(i == 0 ? "" : "\r\n").append(REST_OF_LINE).append(cut(lines.get(i), now.columns()));
        }
        if (shown < lines.size()) {
            String more = "… " + Counted.of(lines.size() - shown, "more line");
            frame.append(shown == 0 ? "" : "\r\n").append(REST_OF_LINE).append(cut(more, now.columns()));
        } else if (shown < now.rows()) {
            frame.append("\r\n").append(REST_OF_SCREEN);
        }
        write(frame.toString());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            write(LEAVE + (last.isEmpty() ? "" : last + System.lineSeparator()));
        }
    }

    private void write(String text) {
        out.print(text);
        out.flush();
    }

    /** A character that needs two columns is not cut in half. */
    private static String cut(String line, int columns) {
        if (Table.width(line) <= columns) {
            return line;
        }
        StringBuilder cut = new StringBuilder();
        int width = 0;
        for (int codePoint : line.codePoints().toArray()) {
            width += Table.width(codePoint);
            if (width > columns - 1) {
                break;
            }
            cut.appendCodePoint(codePoint);
        }
        return cut.append('…').toString();
    }
}
