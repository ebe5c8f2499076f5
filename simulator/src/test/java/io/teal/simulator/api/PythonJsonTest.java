package io.teal.simulator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PythonJsonTest {
    private final Object value = PythonJson.object(
            "a", "年\"\\\n\u007f", "b", null, "c", List.of(1, 2.0, true), "d", PythonJson.object("e", "🙂"));

    @Test
    void compactHasNoSpaces() {
        assertThat(PythonJson.compact(value))
                .isEqualTo("{\"a\":\"年\\\"\\\\\\n\u007f\",\"b\":null,\"c\":[1,2.0,true],\"d\":{\"e\":\"🙂\"}}");
    }

    @Test
    void spacedKeepsUnicode() {
        assertThat(PythonJson.spaced(value))
                .isEqualTo(
                        "{\"a\": \"年\\\"\\\\\\n\u007f\", \"b\": null, \"c\": [1, 2.0, true], \"d\": {\"e\": \"🙂\"}}");
    }

    @Test
    void escapedIsAsciiWithSurrogatePairs() {
        assertThat(PythonJson.escaped(value))
                .isEqualTo("{\"a\": \"\\u5e74\\\"\\\\\\n\\u007f\", \"b\": null, \"c\": [1, 2.0, true],"
                        + " \"d\": {\"e\": \"\\ud83d\\ude42\"}}");
    }
}
