package io.teal.gateway.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/chat, /chat",
        "/chat/, /chat/",
        "/a//b, /a/b",
        "//a///b//, /a/b/",
        "/a/./b, /a/b",
        "/a/., /a/",
        "/a/../b, /b",
        "/a/b/.., /a/",
        "/a/.., /",
        "/a/b/../../c, /c",
        "/a//../b, /b",
        "/.well-known/x, /.well-known/x",
        "/a/..b/.c/..., /a/..b/.c/...",
        "/%61%62, /ab",
        "/a%2Fb, /a/b",
        "/a%2fb%2F%2Fc, /a/b/c",
        "/chat/%2e%2e/tools, /tools",
        "/chat/%2E./tools, /tools",
        "/a%2F..%2Fb, /b",
        "/%2e, /",
        "/a%3Fb, /a?b",
        "/a%23b, /a#b",
        "/%2561, /%61",
        "/a;b=c/d, /a;b=c/d",
        "/%E7%9F%A5, /知",
        "/\u00e7\u009f\u00a5, /知",
        "/%F0%9F%A6%86, /🦆",
    })
    void becomesWhatNginxWouldMatch(String raw, String normalised) {
        assertThat(RequestPath.normalise(raw)).isEqualTo(normalised);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "chat",
                "http://chat.example/",
                "/%",
                "/%4",
                "/%zz",
                "/%4g",
                "/% 1",
                "/%+1",
                "/%\u0661\u0661",
                "/a%00",
                "/a%0A",
                "/a%1f",
                "/a%7F",
                "/a\tb",
                "/a\u0000b",
                "/a%41\nb",
                "/a\u007fb",
                "/..",
                "/../a",
                "/a/../..",
                "/a/%2e%2e/%2e%2e/b",
                "/%2e%2e%2fa",
                "/a//../../b",
                "/a#b",
                "/a%41#b",
                "/a?b",
                "/%ff",
                "/%c0%af",
                "/%e0%80%af",
                "/%ed%a0%80",
                "/%e7%9f",
                "/\u0100",
                "/%c2%85",
                "/%c3/..",
                "/%c2%85/../a"
            })
    void isRefusedWhenAServerMightReadItOtherwise(String raw) {
        assertThat(RequestPath.normalise(raw)).isNull();
    }

    @Test
    void isTheVeryStringWhenNothingNeedsWork() {
        String raw = "/knowledge_base/local_kb/samples/chat/completions";

        assertThat(RequestPath.normalise(raw)).isSameAs(raw);
    }

    @Property(tries = 3000)
    void agreesWithResolvingSegmentBySegment(@ForAll("rawPaths") String raw) {
        assertThat(RequestPath.normalise(raw)).isEqualTo(segmentBySegment(raw));
    }

    @Property(tries = 3000)
    void holdsNoDotSegmentNoDoubleSlashAndNoControl(@ForAll("rawPaths") String raw) {
        String normalised = RequestPath.normalise(raw);
        Assume.that(normalised != null);

        assertThat(normalised).startsWith("/").doesNotContain("//").doesNotContainPattern("\\p{Cntrl}");
        assertThat(normalised.split("/")).doesNotContain(".", "..");
    }

    @Property(tries = 2000)
    void staysWhenEncodedAndNormalisedOnceMore(@ForAll("rawPaths") String raw) {
        String normalised = RequestPath.normalise(raw);
        Assume.that(normalised != null);

        assertThat(RequestPath.normalise(encoded(normalised))).isEqualTo(normalised);
    }

    @Property(tries = 2000)
    void doesNotDependOnWhichOctetsAreEncoded(@ForAll("plainPaths") String raw, @ForAll long seed) {
        assertThat(RequestPath.normalise(partlyEncoded(raw, new Random(seed)))).isEqualTo(RequestPath.normalise(raw));
    }

    @Property(tries = 2000)
    void isDecidedForEveryText(@ForAll String raw) {
        String normalised = RequestPath.normalise(raw);

        assertThat(normalised == null || normalised.startsWith("/")).isTrue();
    }

    @Provide
    Arbitrary<String> rawPaths() {
        return pieces("/", "/", "/", "a", "chat", ".", "..", "%2e", "%2F", "%41", "%E7%9F%A5", "%c3", "%0", "%7f", "é");
    }

    @Provide
    Arbitrary<String> plainPaths() {
        return pieces("/", "/", "/", "a", "chat", ".", "..", "~", ";", "b c");
    }

    private static Arbitrary<String> pieces(String... pieces) {
        return Arbitraries.of(pieces).list().ofMaxSize(12).map(list -> "/" + String.join("", list));
    }

    /** The same rules in the plainest way: decode, split, walk. */
    private static String segmentBySegment(String raw) {
        StringBuilder octets = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) != '%') {
                octets.append(raw.charAt(i));
            } else if (raw.substring(i).matches("(?s)%[0-9a-fA-F]{2}.*")) {
                octets.append((char) Integer.parseInt(raw.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                return null;
            }
        }
        byte[] bytes = octets.toString().getBytes(StandardCharsets.ISO_8859_1);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0 || text.chars().anyMatch(Character::isISOControl)) {
            return null;
        }
        List<String> kept = new ArrayList<>();
        String[] segments = text.split("/", -1);
        for (String segment : segments) {
            if (segment.equals("..")) {
                if (kept.isEmpty()) {
                    return null;
                }
                kept.removeLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.add(segment);
            }
        }
        String last = segments[segments.length - 1];
        boolean open = last.isEmpty() || last.equals(".") || last.equals("..");
        return "/" + String.join("/", kept) + (open && !kept.isEmpty() ? "/" : "");
    }

    private static String encoded(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(octet == '/' ? "/" : String.format(Locale.ROOT, "%%%02X", octet));
        }
        return encoded.toString();
    }

    private static String partlyEncoded(String path, Random random) {
        StringBuilder encoded = new StringBuilder("/");
        for (char c : path.substring(1).toCharArray()) {
            encoded.append(random.nextBoolean() ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02x", (int) c));
        }
        return encoded.toString();
    }
}
