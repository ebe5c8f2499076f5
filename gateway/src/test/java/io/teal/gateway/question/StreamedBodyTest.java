package io.teal.gateway.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same body, but for a stream. */
class StreamedBodyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "{}|{\"stream\":true}",
                " { } | {\"stream\":true } ",
                "{\"query\":\"q\"}|{\"stream\":true,\"query\":\"q\"}",
                "{ \"query\": \"q\" }|{\"stream\":true, \"query\": \"q\" }",
                "{\"stream\":false}|{\"stream\":true}",
                "{\"stream\" : false , \"a\":1}|{\"stream\":true , \"a\":1}",
                "{\"a\":1, \"stream\":null}|{\"a\":1, \"stream\":true}",
                "{\"a\":1.50,\"stream\":0}|{\"a\":1.50,\"stream\":true}",
                "{\"stream\":\"no\\\"\",\"a\":1}|{\"stream\":true,\"a\":1}",
                "{\"a\":1,\"stream\":[1,{\"x\":2}] ,\"b\":2}|{\"a\":1,\"stream\":true ,\"b\":2}",
                "{\"stream\":true,\"stream\":false}|{\"stream\":true}",
                "{\"stream\":1,\"a\":1,\"stream\":2,\"b\":2,\"stream\":3,\"c\":3}|{\"a\":1,\"b\":2,\"stream\":true,\"c\":3}",
                "{\"stream\":1, \"stream\":2, \"stream\":3}|{\"stream\":true}",
                "{\"str\\u0065am\":false,\"a\":\"\\u5e74\"}|{\"stream\":true,\"a\":\"\\u5e74\"}",
                "{\"a\":{\"stream\":false},\"b\":[{\"stream\":0}]}|{\"stream\":true,\"a\":{\"stream\":false},\"b\":[{\"stream\":0}]}",
                "{\"query\":\"年假\",\"stream\":false,\"x\":\"😀\"}|{\"query\":\"年假\",\"stream\":true,\"x\":\"😀\"}",
                "[]|[]",
                "no JSON|no JSON",
                "{\"a\":|{\"a\":",
            })
    void asksForAStream(String body, String wanted) {
        assertThat(streamed(body)).isEqualTo(wanted);
    }

    @Property(tries = 3000)
    void changesNothingElse(@ForAll long seed) throws Exception {
        String body = body(new Random(seed));
        String streamed = streamed(body);
        Map<String, Json> wanted = new HashMap<>(members(body));
        wanted.put("stream", new Json.Flag(true));
        assertThat(members(streamed)).as(body).isEqualTo(wanted);
        assertThat(streamed.split("stream\"", -1)).as(streamed).hasSize(2);
        assertThat(streamed(streamed)).isEqualTo(streamed);
    }

    private static String body(Random random) {
        String[] names = {"stream", "query", "年假", "st\\\"x", "a"};
        String[] values = {"1", "-2.50e1", "true", "null", "\"年\\n\\\"}\"", "[ ]", "{ \"b\" : [1, {}] }", "\"\""};
        String[] spaces = {"", "", " ", "\r\n\t"};
        StringBuilder body = new StringBuilder(spaces[random.nextInt(4)]).append('{');
        int members = random.nextInt(7);
        for (int i = 0; i < members; i++) {
            body.append(i == 0 ? "" : ",")
                    .append(spaces[random.nextInt(4)])
                    .append('"')
                    .append(names[random.nextInt(names.length)])
                    .append('"')
                    .append(spaces[random.nextInt(4)])
                    .append(':')
                    .append(spaces[random.nextInt(4)])
                    .append(values[random.nextInt(values.length)])
                    .append(spaces[random.nextInt(4)]);
        }
        return body.append('}').append(spaces[random.nextInt(4)]).toString();
    }

    private static Map<String, Json> members(String body) throws Reason.Unkept {
        return Json.body(body.getBytes(StandardCharsets.UTF_8), null);
    }

    private static String streamed(String body) {
        return new String(StreamedBody.of(body.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}
