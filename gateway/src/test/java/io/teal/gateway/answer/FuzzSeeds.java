package io.teal.gateway.answer;

import io.teal.gateway.answer.Samples.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What the fuzzer starts from: the samples, and inputs that once led somewhere, in {@code fuzz-seeds.txt}. The fuzzer prints
 * the Base64 of an input that fails: as one more line there it is tried for ever.
 */
final class FuzzSeeds {
    private FuzzSeeds() {}

    static List<byte[]> all() {
        List<byte[]> seeds = new ArrayList<>();
        for (Sample sample : Samples.all()) {
            boolean stream = sample.type().equals(Reading.EVENTS);
            seeds.add(AnswerFuzz.input(sample.dialect(), sample.status(), stream, sample.utf8()));
        }
        try (InputStream file = FuzzSeeds.class.getResourceAsStream("fuzz-seeds.txt")) {
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> seeds.add(Base64.getDecoder().decode(line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seeds;
    }
}
