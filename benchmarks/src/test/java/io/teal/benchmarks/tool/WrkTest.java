package io.teal.benchmarks.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The script that wrk is given. */
class WrkTest {
    @Test
    void aGetWithAnyHead() {
        assertThat(Wrk.script(Target.of(1, List.of(Request.get("/small", 100))), Duration.ofMillis(200)))
                .startsWith("""
                        local requests = {
                          {"GET", "/small"},
                        }
                        local lengths = {[100] = true, }
                        local field, value = nil, nil
                        local settle = 200000
                        """)
                .contains("function response(status, headers, body)");
    }

    @Test
    void questionsWithBytesThatLuaCannotReadAndAHeadThatMatters() {
        Target target = new Target(
                1,
                List.of(new Request("/chat", "{\"q\":\"é\\\"\"}", 7), new Request("/chat", "{}", 5)),
                "X-Cache: HIT");

        assertThat(Wrk.script(target, Duration.ZERO)).startsWith("""
                local requests = {
                  {"POST", "/chat", "{\\034q\\034:\\034\\195\\169\\092\\034\\034}"},
                  {"POST", "/chat", "{}"},
                }
                local lengths = {[5] = true, [7] = true, }
                local field, value = "X-Cache", "HIT"
                local settle = 0
                """);
    }
}
