package io.teal.launcher.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutlineTest {
    @Test
    void valuesStandUnderEachOtherAndThingsOfAKindInATable() {
        Map<String, @Nullable Object> values = values("route", "chat", "took_ms", 1500, "cached", false, "why", "");
        values.put("split", values("blue", 95, "green", 5));
        values.put("limits", List.of("rate", "concurrency"));
        values.put(
                "upstream",
                values(
                        "name",
                        "blue",
                        "servers",
                        List.of(
                                values("address", "127.0.0.1:8001", "leases", 3, "reason", ""),
                                values("address", "127.0.0.1:8002", "state", "ejected", "first_byte_ms", 41))));

        assertThat(Outline.of(values).lines())
                .containsExactly(
                        "route     chat",
                        "took      1 s",
                        "cached    no",
                        "split     blue 95, green 5",
                        "limits    rate, concurrency",
                        "upstream",
                        "  name     blue",
                        "  servers",
                        "    ADDRESS         LEASES  STATE    FIRST BYTE",
                        "    127.0.0.1:8001  3",
                        "    127.0.0.1:8002          ejected  41 ms");
    }

    @Test
    void whatIsEmptyIsLeftOut() {
        assertThat(Outline.of(values("a", null, "b", List.of(), "c", Map.of(), "d", 0)))
                .isEqualTo("d  0");
        assertThat(Outline.of(Map.of())).isEmpty();
    }

    private static Map<String, @Nullable Object> values(@Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return values;
    }
}
