package io.teal.simulator.knowledge;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields and files of a {@code multipart/form-data} body (RFC 7578).
 *
 * @param fields plain fields by name
 * @param files sizes in bytes by file name
 */
record Multipart(Map<String, String> fields, Map<String, Long> files) {
    /** Parses a body; null when it is not well formed. */
    static @Nullable Multipart parse(@Nullable String contentType, byte[] body) {
        int at = contentType == null ? -1 : contentType.indexOf("boundary=");
        if (contentType == null || at < 0) {
            return null;
        }
        String boundary = contentType.substring(at + 9);
        int end = boundary.indexOf(';');
        boundary = (end < 0 ? boundary : boundary.substring(0, end)).strip().replace("\"", "");
        // One char a byte, so that positions in the text are positions in the body.
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String delimiter = "--" + boundary;
        int part = text.indexOf(delimiter);
        if (part < 0 || boundary.isEmpty()) {
            return null;
        }
        Map<String, String> fields = new HashMap<>();
        Map<String, Long> files = new LinkedHashMap<>();
        while (!text.startsWith("--", part + delimiter.length())) {
            int head = part + delimiter.length() + 2;
            int content = text.indexOf("\r\n\r\n", part);
            int next = text.indexOf("\r\n" + delimiter, part + delimiter.length());
            if (content < 0 || next < 0 || content > next) {
                return null;
            }
            String heading = utf8(text.substring(head, content));
            String name = parameter(heading, "name=\"");
            String file = parameter(heading, "filename=\"");
            if (name == null) {
                return null;
            }
            if (file != null) {
                files.put(file, (long) Math.max(0, next - content - 4));
            } else {
                fields.put(name, utf8(text.substring(Math.min(content + 4, next), next)));
            }
            part = next + 2;
        }
        return new Multipart(fields, files);
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static @Nullable String parameter(String heading, String start) {
        int at = heading.indexOf(" " + start);
        if (at < 0) {
            return null;
        }
        int from = at + 1 + start.length();
        int to = heading.indexOf('"', from);
        return to < 0 ? null : heading.substring(from, to);
    }
}
