package io.teal.gateway.config;

import io.teal.gateway.config.GatewayConfig.AccessLog;
import io.teal.gateway.config.GatewayConfig.AccessLog.Format;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where the access log goes and what is in it. */
final class AccessLogReader {
    private static final String WORDS = "off, stdout or a mapping, such as {path: logs/access.log}";
    private static final String PATH_WORDS = "a path of requests, such as /health";
    private static final Pattern PATH = Pattern.compile("/[^\\p{Cntrl}?#]{0,999}");

    private final PathReader paths;

    AccessLogReader(PathReader paths) {
        this.paths = paths;
    }

    /** Null for no log. */
    @Nullable AccessLog read(Value value) {
        AccessLog plain = AccessLog.STDOUT;
        if (!value.isMapping()) {
            String word = value.isText() ? value.text(WORDS) : null;
            if ("stdout".equals(word)) {
                return plain;
            }
            if (!"off".equals(word)) {
                value.wrong(WORDS);
            }
            return null;
        }
        Section section = value.section("path", "format", "max_size", "keep", "leave_out", "questions", "buffer");
        Path path = section.find("path", paths::path);
        for (String key : path == null ? section.present("max_size", "keep") : Set.<String>of()) {
            section.wrong(key, key + " without a path", "a path beside it: the standard output is not put aside");
        }
        return new AccessLog(
                path,
                section.get(
                        "format",
                        plain.format(),
                        v -> v.choice(Map.of("json", Format.JSON, "combined", Format.COMBINED))),
                section.get("max_size", plain.maxSize(), v -> v.size(64 << 10, 1L << 40)),
                section.get("keep", plain.keep(), v -> v.whole(1, 1_000)),
                section.get("leave_out", Set.of(), AccessLogReader::leaveOut),
                questions(section),
                section.get("buffer", plain.buffer(), v -> v.size(64 << 10, 1L << 30)));
    }

    private static boolean questions(Section section) {
        boolean wanted = section.get("questions", false, Value::flag);
        if (wanted && "combined".equals(section.get("format", "", v -> v.text("")))) {
            section.wrong("questions", "questions in the combined format", "format: json, which has a key for them");
        }
        return wanted;
    }

    private static Set<String> leaveOut(Value value) {
        Set<String> left = new HashSet<>();
        for (Value item : value.items("a list of paths, such as [/health]")) {
            String path = item.text(PATH, PATH_WORDS);
            if (path != null) {
                boolean unused = left.add(path);
            }
        }
        return left;
    }
}
