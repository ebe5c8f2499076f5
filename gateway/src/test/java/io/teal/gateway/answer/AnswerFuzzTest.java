package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the fuzzer starts from, tried in every build, cut and damaged in many ways. */
class AnswerFuzzTest {
    @Test
    void whatTheFuzzerStartsFromHolds() {
        assertThat(FuzzSeeds.all()).hasSizeGreaterThan(100).allSatisfy(seed -> assertThatCode(() -> {
                    for (int pieces = 0; pieces < 12; pieces++) {
                        byte[] input = seed.clone();
                        input[1] = (byte) pieces;
                        AnswerFuzz.fuzzerTestOneInput(input);
                        input[0] |= (byte) 0x80;
                        AnswerFuzz.fuzzerTestOneInput(input);
                    }
                })
                .doesNotThrowAnyException());
    }

    @Test
    void damagedInputsHold() {
        SplittableRandom random = new SplittableRandom(11);
        int tried = 0;
        for (byte[] seed : FuzzSeeds.all()) {
            for (int i = 0; i < 50; i++) {
                AnswerFuzz.fuzzerTestOneInput(Damage.of(seed, random));
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(20_000);
    }
}
