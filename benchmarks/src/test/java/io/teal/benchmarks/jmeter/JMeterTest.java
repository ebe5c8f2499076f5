package io.teal.benchmarks.jmeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.teal.benchmarks.jmeter.JMeter.Summary;
import io.teal.benchmarks.tool.WrongAnswers;
import java.util.List;
import org.junit.jupiter.api.Test;

class JMeterTest {
    private static final List<Sample> SAMPLES =
            List.of(new Sample("a", 1000, 5, ""), new Sample("b", 1001, 5, "status 500"));

    @Test
    void theLastSummaryOfAllCounts() throws WrongAnswers {
        assertThat(JMeter.summary(List.of(
                        "summary +      1 in 00:00:10 =    0.1/s Avg:     5 Min:     5 Max:     5 Err:     0 (0.00%)",
                        "summary =      1 in 00:00:10 =    0.1/s Avg:     5 Min:     5 Max:     5 Err:     0 (0.00%)",
                        "summary =   1234 in 00:00:12 =  102.8/s Avg:     5 Min:     5 Max:     5 Err:    12 (0.97%)",
                        "... end of run")))
                .isEqualTo(new Summary(1234, 12));
    }

    @Test
    void withoutASummaryItDidNotWork() {
        assertThatExceptionOfType(WrongAnswers.class)
                .isThrownBy(
                        () -> JMeter.summary(List.of("WARNING: deprecated", "Error in NonGUIDriver", "no such plan")))
                .withMessage("JMeter came to no result: Error in NonGUIDriver; no such plan");
    }

    @Test
    void lostSamplesAndLostErrorsAreSeen() {
        assertThatNoException().isThrownBy(() -> new Summary(2, 1).check(SAMPLES));
        assertThatExceptionOfType(WrongAnswers.class)
                .isThrownBy(() -> new Summary(3, 1).check(SAMPLES))
                .withMessage("JMeter says that it had 3 samples with 1 errors, its file has 2 with 1");
        assertThatExceptionOfType(WrongAnswers.class)
                .isThrownBy(() -> new Summary(2, 2).check(SAMPLES))
                .withMessage("JMeter says that it had 2 samples with 2 errors, its file has 2 with 1");
    }
}
