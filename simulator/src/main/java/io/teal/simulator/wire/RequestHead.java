package io.teal.simulator.wire;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request line and the header fields of a request, in the order and spelling in which they came. */
public final class RequestHead {
    private final String method;
    private final String target;
    private final String version;
    private final HttpHeaders headers;
    private final String path;

    RequestHead(HttpRequest request) {
        this.method = request.method().name();
        this.target = request.uri();
        this.version = request.protocolVersion().text();
        this.headers = request.headers();
        int mark = target.indexOf('?');
        this.path = mark < 0 ? target : target.substring(0, mark);
    }

    /** One header field as received. */
    public record Field(String name, String value) {}

    public String method() {
        return method;
    }

    /** The request target as received, percent-encoding untouched. */
    public String target() {
        return target;
    }

    /** {@code HTTP/1.1} or what else the client wrote. */
    public String version() {
        return version;
    }

    /** The target up to the question mark, percent-encoding untouched. */
    public String path() {
        return path;
    }

    /** The first value of a header field, name in any case; null when absent. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** All header fields in the order received. */
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>(headers.size());
        Iterator<Map.Entry<String, String>> entries = headers.iteratorAsString();
        while (entries.hasNext()) {
            Map.Entry<String, String> entry = entries.next();
            fields.add(new Field(entry.getKey(), entry.getValue()));
        }
        return fields;
    }

    /** The decoded value of a query parameter; null when absent. */
    public @Nullable String parameter(String name) {
        int at = path.length() + 1;
        while (at < target.length()) {
            int end = target.indexOf('&', at);
            if (end < 0) {
                end = target.length();
            }
            int equals = target.indexOf('=', at);
            int nameEnd = equals < 0 || equals > end ? end : equals;
            if (decoded(target.substring(at, nameEnd)).equals(name)) {
                return decoded(target.substring(Math.min(nameEnd + 1, end), end));
            }
            at = end + 1;
        }
        return null;
    }

    /** A query parameter as a number; {@code fallback} when it is absent or not a number. */
    public long number(String name, long fallback) {
        String value = parameter(name);
        if (value == null) {
            return fallback;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            return fallback;
        }
    }

    /** The head as text: request line, fields, empty line. */
    public String text() {
        StringBuilder text = new StringBuilder(256);
        text.append(method)
                .append(' ')
                .append(target)
                .append(' ')
                .append(version)
                .append("\r\n");
        Iterator<Map.Entry<String, String>> entries = headers.iteratorAsString();
        while (entries.hasNext()) {
            Map.Entry<String, String> entry = entries.next();
            text.append(entry.getKey()).append(": ").append(entry.getValue()).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    /** The text with its percent-encoding resolved; text that is not well encoded is returned as it is. */
    public static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
