package io.teal.gateway.accesslog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The format that nginx calls {@code combined}: {@code $remote_addr - $remote_user [$time_local] "$request" $status
 * $body_bytes_sent "$http_referer" "$http_user_agent"}, escaped as it does.
 */
final class CombinedLine implements LineFormat {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final DateTimeFormatter time;

    /**
     * @param zone where times are local
     */
    CombinedLine(ZoneId zone) {
        time = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.ENGLISH)
                .withZone(zone);
    }

    @Override
    public void append(StringBuilder line, LoggedRequest request) {
        escape(line, request.record().client());
        line.append(" - ");
        escape(line, user(request.head().header("authorization")));
        line.append(" [");
        time.formatTo(Instant.ofEpochMilli(request.epochMillis()), line);
        line.append("] \"");
        escape(line, request.head().method());
        line.append(' ');
        escape(line, request.target());
        line.append(' ').append(request.protocol()).append("\" ");
        line.append(request.record().status()).append(' ');
        line.append(request.record().bytes()).append(" \"");
        escape(line, request.head().header("referer"));
        line.append("\" \"");
        escape(line, request.head().header("user-agent"));
        line.append("\"\n");
    }

    /** The name in Basic credentials (RFC 7617); null where there is none. The password is not looked at. */
    private static @Nullable String user(@Nullable String credentials) {
        if (credentials == null || !credentials.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        try {
            byte[] plain = Base64.getDecoder().decode(credentials.substring(6).strip());
            String both = new String(plain, StandardCharsets.ISO_8859_1);
            int end = both.indexOf(':');
            return end <= 0 ? null : both.substring(0, end);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A hyphen for what is not there. */
    private static void escape(StringBuilder line, @Nullable String text) {
        if (text == null) {
            line.append('-');
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
                line.append(c);
            } else if (c <= 0xff) {
                line.append("\\x").append(HEX.toHexDigits((byte) c));
            } else {
                int point = text.codePointAt(i);
                i += Character.charCount(point) - 1;
                for (byte one : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    line.append("\\x").append(HEX.toHexDigits(one));
                }
            }
        }
    }
}
