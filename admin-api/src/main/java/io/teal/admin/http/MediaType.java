package io.teal.admin.http;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Media types in {@code Content-Type} and {@code Accept} (RFC 9110, 8.3 and 12.5.1). */
public final class MediaType {
    private MediaType() {}

    /** The type without its parameters, in lower case. */
    static String of(String field) {
        return parts(field)[0].strip();
    }

    /** The parameter {@code charset} in lower case, or null when there is none. */
    static @Nullable String charset(String field) {
        return parameter(parts(field), "charset=");
    }

    /** Whether YAML is asked for by name, and with no smaller weight than JSON; JSON is the answer otherwise. */
    public static boolean prefersYaml(List<String> accept) {
        return prefers(accept, Answer.YAML);
    }

    /** Whether somebody would rather read a page than JSON. */
    public static boolean prefersHtml(List<String> accept) {
        return prefers(accept, "text/html");
    }

    private static boolean prefers(List<String> accept, String other) {
        double wanted = 0;
        double json = 0;
        for (String range : String.join(",", accept).split(",", -1)) {
            String[] parts = parts(range);
            switch (parts[0].strip()) {
                case Answer.JSON, "*/*", "application/*" -> json = Math.max(json, weight(parts));
                default -> {
                    if (parts[0].strip().equals(other)) {
                        wanted = Math.max(wanted, weight(parts));
                    }
                }
            }
        }
        return wanted > 0 && wanted >= json;
    }

    private static double weight(String[] parts) {
        String weight = parameter(parts, "q=");
        try {
            return weight == null ? 1 : Double.parseDouble(weight);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String[] parts(String field) {
        return field.toLowerCase(Locale.ROOT).split(";", -1);
    }

    private static @Nullable String parameter(String[] parts, String start) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith(start)) {
                return parameter.substring(start.length()).replace("\"", "");
            }
        }
        return null;
    }
}
