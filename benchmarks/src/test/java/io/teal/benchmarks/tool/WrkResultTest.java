package io.teal.benchmarks.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrkResultTest {
    private static final List<String> GOOD = List.of(
            "Running 1s test @ http://127.0.0.1:18099/small",
            "  1 threads and 64 connections",
            "Requests/sec:  18144.03",
            "measured requests=18882 micros=1040673 bytes=5815656 connect=0 read=0 write=0 timeout=0 status=0 length=0"
                    + " field=0");

    @Test
    void isReadFromTheLineOfTheScript() throws WrongAnswers {
        WrkResult result = WrkResult.parse(GOOD);

        assertThat(result).isEqualTo(new WrkResult(18882, 1040673, Map.of()));
        assertThat(result.perSecond()).isBetween(18144.0, 18145.0);
        assertThat(result.checked().answered()).isEqualTo(result);
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "read", "write", "timeout", "status", "length", "field"})
    void oneErrorOfAnyKindIsOneTooMany(String kind) throws WrongAnswers {
        String line = GOOD.getLast().replace(" " + kind + "=0", " " + kind + "=1");

        WrkResult result = WrkResult.parse(List.of(line));

        assertThat(result.errors()).isEqualTo(Map.of(kind, 1L));
        assertThatExceptionOfType(WrongAnswers.class)
                .isThrownBy(result::checked)
                .withMessageContaining(kind + "=1");
    }

    @Test
    void noAnswerIsNoResult() {
        assertThatExceptionOfType(WrongAnswers.class)
                .isThrownBy(new WrkResult(0, 1, Map.of())::answered)
                .withMessage("not one answer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unable to connect to 127.0.0.1:1 Connection refused",
                "measured requests=1 bytes=3",
                "measured requests=1 micros=0 bytes=3",
                "measured micros=1 bytes=3 requests=x",
                "measured nonsense"
            })
    void whatIsNoResultIsSaid(String line) {
        assertThatExceptionOfType(WrongAnswers.class)
                .isThrownBy(() -> WrkResult.parse(List.of(line)))
                .withMessageContaining(line.substring(line.lastIndexOf(' ') + 1));
    }
}
