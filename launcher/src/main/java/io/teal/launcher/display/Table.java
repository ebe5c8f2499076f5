package io.teal.launcher.display;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as their widest cell. A Chinese character counts as two columns, as terminals show it. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these headings. */
    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /** Adds a row with as many cells as there are headings. */
    public void row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells under " + rows.getFirst().size() + " headings");
        }
        rows.add(List.of(cells));
    }

    /** The lines, without a line break at the end. */
    @Override
    public String toString() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - width(row.get(i)) + 2);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        text.setLength(text.length() - 1);
        return text.toString();
    }

    /** How many columns of a terminal it takes. */
    static int width(String cell) {
        return cell.codePoints().map(Table::width).sum();
    }

    static int width(int codePoint) {
        return switch (Character.UnicodeScript.of(codePoint)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL -> 2;
            default -> codePoint >= 0xFF01 && codePoint <= 0xFF60 ? 2 : 1;
        };
    }
}
