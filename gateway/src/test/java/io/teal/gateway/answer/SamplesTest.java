package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.answer.Samples.Sample;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample is judged as it should be, in one piece, byte by byte, and in two pieces wherever it is cut. */
class SamplesTest {
    static List<Sample> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isJudgedAsTheUserSeesIt(Sample sample) {
        Reading.Result result =
                new Reading(sample.reader()).read(sample.utf8()).end().result();

        assertThat(result.outcome()).isEqualTo(sample.outcome());
        assertThat(result.failed()).isEqualTo(sample.failed() ? sample.outcome() : null);
        assertThat(result.error()).isEqualTo(sample.error());
        assertThat(result.begun()).isEqualTo(sample.begun());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isJudgedAlikeHoweverItIsCut(Sample sample) {
        byte[] bytes = sample.utf8();
        Reading.Result whole = new Reading(sample.reader()).read(bytes).end().result();

        for (int cut = 0; cut <= bytes.length; cut++) {
            byte[] first = Arrays.copyOf(bytes, cut);
            byte[] second = Arrays.copyOfRange(bytes, cut, bytes.length);
            assertAlike(new Reading(sample.reader()).read(first).read(second), whole, cut);
            assertAlike(new Reading(sample.reader()).readDirect(first).readDirect(second), whole, cut);
        }
        Reading single = new Reading(sample.reader());
        for (byte one : bytes) {
            single.read(new byte[] {one});
        }
        assertAlike(single, whole, -1);
    }

    private static void assertAlike(Reading reading, Reading.Result whole, int cut) {
        Reading.Result result = reading.end().result();
        assertThat(result.outcome()).as("cut at %d", cut).isEqualTo(whole.outcome());
        assertThat(result.failed()).as("cut at %d", cut).isEqualTo(whole.failed());
        assertThat(result.error()).as("cut at %d", cut).isEqualTo(whole.error());
        assertThat(result.begun()).as("cut at %d", cut).isEqualTo(whole.begun());
    }
}
