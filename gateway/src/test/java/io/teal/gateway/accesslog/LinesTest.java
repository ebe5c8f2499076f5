package io.teal.gateway.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.recent.RecentRequests;
import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.testing.SampleHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What lines look like. */
class LinesTest {
    /** 10 October 2026, 13:55:36.250 UTC. */
    private static final long TIME = 1_791_640_536_250L;

    @Test
    void jsonHasTheKeysOfTheDocumentationInTheirOrder() throws Exception {
        List<String> documented = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|")
                .matcher(Files.readString(Path.of("../docs/access-log.md")))
                .results()
                .map(row -> row.group(1))
                .toList();

        JsonNode line = new ObjectMapper().readTree(json(Map.of()));

        assertThat(line.fieldNames()).toIterable().containsExactlyElementsOf(documented);
        assertThat(Stream.of(AccessKey.values()).map(AccessKey::word)).containsExactlyElementsOf(documented);
        assertThat(line.get("time").asText()).isEqualTo("2026-10-10T13:55:36.250Z");
        assertThat(line.get("path").asText()).isEqualTo("/chat");
        assertThat(line.get("duration_ms").asLong()).isEqualTo(7);
        assertThat(line.get("first_token_ms").isNull()).isTrue();
        assertThat(line.get("revision").asLong()).isEqualTo(3);
        assertThat(line.get("bytes").asLong()).isEqualTo(42);
        assertThat(line.get("question").asText()).isEqualTo("年假" + "?".repeat(998));
        assertThat(line(new JsonLine(false), Map.of())).doesNotContain("question", "???");
        assertThat(line.get("outcome").asText()).isEqualTo(Outcome.OK.word());
    }

    @Test
    void noCharacterBreaksALine() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x180; c++) {
            all.append(c);
        }
        all.append("\u2028\ud83d\ude00\ud800");
        Map<String, String> fields = Map.of("user-agent", all.toString(), "referer", all.toString());

        String json = json(fields);
        String combined = combined(fields);

        assertThat(new ObjectMapper()
                        .readTree(json)
                        .get("user-agent".replace('-', '_'))
                        .asText())
                .isEqualTo(all.toString());
        for (String line : List.of(json, combined)) {
            assertThat(line.chars().filter(c -> c < ' ' || c > '~')).containsExactly((int) '\n');
            assertThat(line).endsWith("\n");
        }
        assertThat(combined)
                .contains("\\x00\\x01")
                .contains("\\x22")
                .contains("\\x5C")
                .contains("\\xE2\\x80\\xA8");
    }

    @Test
    void combinedIsAsNginxWritesIt() {
        String line = combined(Map.of(
                "authorization", "Basic b2xnYTpzM2NyZXQ=", "referer", "https://a.example/\"x", "user-agent", "curl/8"));

        assertThat(line)
                .isEqualTo("192.0.2.7 - olga [10/Oct/2026:15:55:36 +0200] \"GET /chat?q=1 HTTP/1.1\" 200 42"
                        + " \"https://a.example/\\x22x\" \"curl/8\"\n");
    }

    @Test
    void combinedHasAHyphenForWhatIsNotThere() {
        assertThat(combined(Map.of("authorization", "Bearer abc")))
                .isEqualTo(
                        "192.0.2.7 - - [10/Oct/2026:15:55:36 +0200] \"GET /chat?q=1 HTTP/1.1\" 200 42 \"-\" \"-\"\n");
        assertThat(combined(Map.of("user-agent", ""))).endsWith("\"-\" \"\"\n");
    }

    private static String json(Map<String, String> fields) {
        return line(new JsonLine(true), fields);
    }

    private static String combined(Map<String, String> fields) {
        return line(new CombinedLine(ZoneId.of("Europe/Berlin")), fields);
    }

    private static String line(LineFormat format, Map<String, String> fields) {
        RequestRecord record = new RequestRecord(0, RecentRequests.OFF, null);
        SampleHead head = new SampleHead("GET", "/chat", "192.0.2.7", fields);
        record.over("r-1", head, Outcome.OK, 200, 42, "3", 7_000_000);
        StringBuilder line = new StringBuilder();
        format.append(line, new LoggedRequest(record, head, "/chat?q=1", "HTTP/1.1", "年假" + "?".repeat(2_000), TIME));
        return line.toString();
    }
}
