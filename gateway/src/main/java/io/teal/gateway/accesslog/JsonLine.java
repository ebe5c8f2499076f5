package io.teal.gateway.accesslog;

import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.trace.RequestTrace;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One JSON object (RFC 8259) a line. What is not ASCII is escaped, so that no reader has to guess an encoding. */
final class JsonLine implements LineFormat {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();

    /** A question may be a whole document. */
    private static final int LONGEST_QUESTION = 1_000;

    private final AccessKey[] keys;

    /** @param questions whether lines have what was asked */
    JsonLine(boolean questions) {
        EnumSet<AccessKey> all = EnumSet.allOf(AccessKey.class);
        if (!questions) {
            all.remove(AccessKey.QUESTION);
        }
        keys = all.toArray(AccessKey[]::new);
    }

    @Override
    public void append(StringBuilder line, LoggedRequest request) {
        char before = '{';
        for (AccessKey key : keys) {
            line.append(before).append('"').append(key.word()).append("\":");
            value(line, key, request);
            before = ',';
        }
        line.append("}\n");
    }

    private static void value(StringBuilder line, AccessKey key, LoggedRequest request) {
        RequestRecord record = request.record();
        switch (key) {
            case TIME -> {
                line.append('"');
                TIME.formatTo(Instant.ofEpochMilli(request.epochMillis()), line);
                line.append('"');
            }
            case REQUEST_ID -> text(line, record.id());
            case CLIENT -> text(line, record.client());
            case CALLER -> text(line, record.caller());
            case METHOD -> text(line, request.head().method());
            case PATH -> text(line, request.head().path());
            case PROTOCOL -> text(line, request.protocol());
            case ROUTE -> text(line, record.route());
            case SERVICE -> text(line, record.service());
            case UPSTREAM -> text(line, record.upstream());
            case SERVER -> text(line, record.server());
            case STATUS -> line.append(record.status());
            case OUTCOME -> text(line, record.outcome().word());
            case REASON -> text(line, record.outcome().tag());
            case CACHE -> text(line, record.cache());
            case ATTEMPTS -> line.append(record.attemptCount());
            case FIRST_TOKEN_MS -> millis(line, record.firstToken());
            case DURATION_MS -> millis(line, record.total());
            case BYTES -> line.append(record.bytes());
            case REVISION -> line.append(record.revision());
            case TRACE_ID -> text(line, traceId(record));
            case REFERER -> text(line, request.head().header("referer"));
            case USER_AGENT -> text(line, request.head().header("user-agent"));
            case QUESTION -> text(line, cut(request.question()));
        }
    }

    private static String cut(String question) {
        return question.length() <= LONGEST_QUESTION ? question : question.substring(0, LONGEST_QUESTION);
    }

    private static String traceId(RequestRecord record) {
        RequestTrace trace = record.trace();
        return trace == null ? "" : trace.traceId();
    }

    private static void millis(StringBuilder line, long nanos) {
        if (nanos == RequestRecord.NONE) {
            line.append("null");
        } else {
            line.append(TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    private static void text(StringBuilder line, @Nullable String found) {
        String text = found == null ? "" : found;
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                line.append("\\u").append(HEX.toHexDigits(c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}
