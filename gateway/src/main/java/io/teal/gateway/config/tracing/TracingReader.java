package io.teal.gateway.config.tracing;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.config.tracing.TracingConfig.Protocol;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where traces go. No complaint shows the value of a header, which may be a token. */
public final class TracingReader {
    private static final String ENDPOINT_WORDS = "the URL of a collector, such as http://127.0.0.1:4318";
    private static final Pattern ENDPOINT = Pattern.compile("https?://([^/?#@\\s]+)(/[!-~&&[^?#]]*)?");
    private static final String NAME_WORDS = "a name of 1 to 100 characters on one line";
    private static final Pattern NAME = Pattern.compile("(?=.*\\S)[^\\p{Cntrl}]{1,100}");
    private static final String HEADER_WORDS = "a field value of 1 to 4000 characters of ASCII";
    private static final Pattern HEADER = Pattern.compile("[!-~](?:[ -~]{0,3998}[!-~])?");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

    private TracingReader() {}

    public static @Nullable TracingConfig read(Value value) {
        Section section = value.section("endpoint", "protocol", "ratio", "headers", "service_name", "timeout");
        Protocol protocol = section.get(
                "protocol", Protocol.HTTP, v -> v.choice(Map.of("http", Protocol.HTTP, "grpc", Protocol.GRPC)));
        double ratio = section.get("ratio", 1.0, v -> v.decimal(0, 1));
        Map<String, String> headers = section.get("headers", Map.of(), TracingReader::headers);
        String name = section.get("service_name", "teal", v -> v.text(NAME, NAME_WORDS));
        Duration timeout = section.get(
                "timeout", Duration.ofSeconds(10), v -> v.duration(Duration.ofMillis(10), Duration.ofMinutes(1)));
        Value where = section.required("endpoint", ENDPOINT_WORDS);
        URI endpoint = where == null ? null : endpoint(where);
        return endpoint == null ? null : new TracingConfig(endpoint, protocol, ratio, headers, name, timeout);
    }

    private static @Nullable URI endpoint(Value value) {
        String text = value.text(ENDPOINT, ENDPOINT_WORDS);
        if (text == null) {
            return null;
        }
        var parts = ENDPOINT.matcher(text);
        if (!parts.matches() || !Syntax.isAuthority(parts.group(1))) {
            value.wrong(ENDPOINT_WORDS);
            return null;
        }
        return URI.create(text);
    }

    private static Map<String, String> headers(Value value) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Value.Member member : value.members("names and values of header fields, such as {x-token: …}")) {
            if (!HEADER_NAME.matcher(member.name()).matches()) {
                member.key().wrong("the name of a header field");
            }
            String text = member.value().secret(HEADER, HEADER_WORDS);
            if (text != null) {
                headers.put(member.name(), text);
            }
        }
        return headers;
    }
}
