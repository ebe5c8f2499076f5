package io.teal.admin.http.page;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The texts of a description as HTML. Of Markdown it knows what such texts need: paragraphs, lists, tables, {@code **strong**}
 * words and code in backticks. Everything else stands there as it was written.
 */
final class Prose {
    private static final Pattern EMPTY_LINES = Pattern.compile("\\n\\s*\\n");
    private static final Pattern RULE = Pattern.compile("\\|?[\\s:|-]*-[\\s:|-]*");
    private static final Pattern BAR = Pattern.compile("(?<!\\\\)\\|");

    private final Html html;

    Prose(Html html) {
        this.html = html;
    }

    /** A text of several paragraphs; nothing at all when it is empty. */
    void blocks(String text) {
        if (text.isBlank()) {
            return;
        }
        for (String block : EMPTY_LINES.split(text.strip(), -1)) {
            List<String> lines = block.strip().lines().map(String::strip).toList();
            if (lines.size() > 1
                    && lines.get(0).startsWith("|")
                    && RULE.matcher(lines.get(1)).matches()) {
                table(lines);
            } else if (item(lines.get(0))) {
                list(lines);
            } else {
                html.open("p");
                inline(String.join("\n", lines));
                html.closeLine();
            }
        }
    }

    /** A text within a line: code and strong words only. */
    void inline(String text) {
        int done = 0;
        while (done < text.length()) {
            int begin = text.indexOf('`', done);
            int end = begin < 0 ? -1 : text.indexOf('`', begin + 1);
            if (end < 0) {
                strong(text.substring(done));
                return;
            }
            strong(text.substring(done, begin));
            html.element("code", text.substring(begin + 1, end));
            done = end + 1;
        }
    }

    private void strong(String text) {
        int done = 0;
        while (true) {
            int begin = text.indexOf("**", done);
            int end = begin < 0 ? -1 : text.indexOf("**", begin + 2);
            if (end <= begin + 2) {
                html.text(text.substring(done));
                return;
            }
            html.text(text.substring(done, begin)).element("strong", text.substring(begin + 2, end));
            done = end + 2;
        }
    }

    private static boolean item(String line) {
        return line.startsWith("- ") || line.startsWith("* ");
    }

    private void list(List<String> lines) {
        List<String> items = new ArrayList<>();
        for (String line : lines) {
            if (item(line)) {
                items.add(line.substring(2));
            } else {
                items.add(items.removeLast() + "\n" + line);
            }
        }
        html.open("ul");
        for (String one : items) {
            html.open("li");
            inline(one);
            html.closeLine();
        }
        html.closeLine();
    }

    private void table(List<String> lines) {
        html.open("div", "class", "wide").open("table");
        html.open("thead").open("tr");
        for (String cell : cells(lines.get(0))) {
            html.open("th", "scope", "col");
            inline(cell);
            html.close();
        }
        html.close().close().open("tbody");
        for (String line : lines.subList(2, lines.size())) {
            html.open("tr");
            String tag = "th";
            for (String cell : cells(line)) {
                if (tag.equals("th")) {
                    html.open(tag, "scope", "row");
                } else {
                    html.open(tag);
                }
                inline(cell);
                html.close();
                tag = "td";
            }
            html.closeLine();
        }
        html.close().close().closeLine();
    }

    private static List<String> cells(String line) {
        String inner = line.substring(1, line.endsWith("|") && line.length() > 1 ? line.length() - 1 : line.length());
        List<String> cells = new ArrayList<>();
        for (String cell : BAR.split(inner, -1)) {
            cells.add(cell.strip().replace("\\|", "|"));
        }
        return cells;
    }
}
