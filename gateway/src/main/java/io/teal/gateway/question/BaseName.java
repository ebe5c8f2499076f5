package io.teal.gateway.question;

import java.util.Locale;

/** The name of a knowledge base, as far as it tells bases apart. */
public final class BaseName {
    private BaseName() {}

    /**
     * One name for all that may mean the same base: Chatchat finds bases with {@code ilike}, for which letters have no case and
     * {@code _} and {@code %} stand for others. Two bases may get one name; then a change of one counts for both.
     */
    public static String canonical(String base) {
        String lower = base.toLowerCase(Locale.ROOT);
        StringBuilder name = new StringBuilder(lower.length());
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            name.append(
                    switch (c) {
                        case '-', '.', ' ', '%' -> '_';
                        default -> c;
                    });
        }
        return name.toString();
    }
}
