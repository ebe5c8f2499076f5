package io.teal.gateway.question;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.teal.gateway.routing.Policies.Dialect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request that changes what is known. Immutable. */
public final class KnowledgeChange {
    private static final String NAME = "knowledge_base_name";
    private static final String MULTIPART = "multipart/";
    private static final KnowledgeChange CHANGE = new KnowledgeChange(false);
    private static final KnowledgeChange DELETION = new KnowledgeChange(true);

    /** Of this call alone Chatchat takes the name to be percent-encoded. */
    private final boolean encoded;

    private KnowledgeChange(boolean encoded) {
        this.encoded = encoded;
    }

    /**
     * The change that a request makes, or null when it makes none that concerns others: files that somebody uploads for himself
     * do not.
     *
     * @param method as on the request line
     * @param path the target without its query, as the server sees it; only its end counts
     */
    public static @Nullable KnowledgeChange of(Dialect dialect, String method, String path) {
        if (dialect != Dialect.CHATCHAT || !method.equals("POST")) {
            return null;
        }
        // Decoded first, as the server does: a change that is missed leaves old answers standing.
        String decoded = Endpoint.withoutSlashes(Endpoint.decoded(path));
        int last = decoded.lastIndexOf('/');
        if (last < 0) {
            return null;
        }
        String place = decoded.substring(0, last);
        return switch (decoded.substring(last + 1)) {
            case "delete_knowledge_base" -> place.endsWith("/knowledge_base") ? DELETION : null;
            case "create_knowledge_base",
                    "upload_docs",
                    "update_docs",
                    "update_docs_by_id",
                    "delete_docs",
                    "recreate_vector_store",
                    "update_info" -> place.endsWith("/knowledge_base") ? CHANGE : null;
            default -> place.endsWith("/knowledge_base/kb_summary_api") ? CHANGE : null;
        };
    }

    /**
     * The base that is changed, as it is named in the body; empty when that cannot be told, and then it may be any.
     *
     * @param contentType of the request, or null when it has none
     * @param beginning of the body, or all of it
     */
    public String base(@Nullable String contentType, byte[] beginning) {
        String name = contentType != null && contentType.regionMatches(true, 0, MULTIPART, 0, MULTIPART.length())
                ? Form.value(contentType, beginning, NAME)
                : json(beginning);
        return encoded ? Endpoint.decoded(name) : name;
    }

    private static String json(byte[] beginning) {
        String found = "";
        try (JsonParser parser = Json.FACTORY.createParser(beginning)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.VALUE_STRING) {
                return parser.getText();
            }
            if (first != JsonToken.START_OBJECT) {
                return "";
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals(NAME)) {
                    found = value == JsonToken.VALUE_STRING ? parser.getText() : "";
                }
                var unused = parser.skipChildren();
            }
        } catch (IOException e) {
            // Cut off: what was found up to there holds.
            return found;
        }
        return found;
    }

    /** Finds a field in the beginning of a form that may be followed by files of any size. */
    private static final class Form {
        private static final Pattern DISPOSITION =
                Pattern.compile("^content-disposition:.*$", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
        /** With its quotes, so that nothing inside them is taken for another one. */
        private static final Pattern PARAMETER = Pattern.compile(";\\s*([^=;\\s]+)=(?:\"([^\"]*)\"|([^;\\s]*))");

        private final byte[] bytes;
        /** One character for each byte, so that offsets are the same. */
        private final String text;

        private final String delimiter;

        private Form(byte[] beginning, String boundary) {
            bytes = beginning;
            // The first delimiter has no line before it.
            text = "\r\n" + new String(beginning, StandardCharsets.ISO_8859_1);
            delimiter = "\r\n--" + boundary;
        }

        /** The value of the last field of this name; empty when there is none, or not all of it. */
        static String value(String contentType, byte[] beginning, String name) {
            String boundary = parameter(contentType, "boundary");
            return boundary.isEmpty() ? "" : new Form(beginning, boundary).value(name);
        }

        private String value(String name) {
            String found = "";
            int content = 0;
            int part = delimiter(0);
            while (part >= 0) {
                int head = part + delimiter.length();
                int next = delimiter(head);
                if (content < head) {
                    content = after("\r\n\r\n", head);
                }
                if (content <= next && isField(text.substring(head, content), name)) {
                    found = new String(bytes, content - 2, next - content, StandardCharsets.UTF_8);
                }
                part = next;
            }
            return found;
        }

        private int after(String wanted, int from) {
            int at = text.indexOf(wanted, from);
            return at < 0 ? Integer.MAX_VALUE : at + wanted.length();
        }

        /** Where the next line begins that divides parts, its line break included, or -1. */
        private int delimiter(int from) {
            int at = text.indexOf(delimiter, from);
            while (at >= 0) {
                int end = at + delimiter.length();
                if (text.startsWith("\r\n", end) || text.startsWith("--", end)) {
                    return at;
                }
                at = text.indexOf(delimiter, end);
            }
            return -1;
        }

        private static boolean isField(String head, String name) {
            Matcher line = DISPOSITION.matcher(head);
            return line.find() && parameter(line.group(), "name").equals(name);
        }

        private static String parameter(String header, String name) {
            Matcher parameter = PARAMETER.matcher(header);
            while (parameter.find()) {
                if (parameter.group(1).equalsIgnoreCase(name)) {
                    return parameter.group(2) == null ? parameter.group(3) : parameter.group(2);
                }
            }
            return "";
        }
    }
}
