package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sixty seconds of fuzzing in every build, longer with {@code -Dfuzz.seconds=600}. The fuzzer is a process of its own: it
 * instruments what it runs, takes over signals and ends the virtual machine when it finds something.
 */
class AnswerFuzzIT {
    private static final long SECONDS = Long.getLong("fuzz.seconds", 60);
    private static final Path KEPT = Path.of("target", "fuzz").toAbsolutePath();
    private static final Pattern TRIED = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");

    @TempDir
    private Path directory;

    @BeforeEach
    void writeSeeds() throws IOException {
        Path seeds = Files.createDirectories(directory.resolve("seeds"));
        var unusedFound = Files.createDirectories(directory.resolve("found"));
        var unusedKept = Files.createDirectories(KEPT);
        int number = 0;
        for (byte[] seed : FuzzSeeds.all()) {
            var unused = Files.write(seeds.resolve("seed-" + number++), seed);
        }
    }

    @Test
    void whateverComesHolds() throws Exception {
        if (!fuzzerRunsHere()) {
            assertThat(damage()).isGreaterThan(100 * SECONDS);
            return;
        }

        Run run = fuzz(AnswerFuzz.class, SECONDS, KEPT);

        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.tried()).as(run.output()).isGreaterThan(100 * SECONDS);
        System.out.printf("%d inputs tried in %d s%n", run.tried(), SECONDS);
    }

    @Test
    void whatDoesNotHoldIsFound() throws Exception {
        if (!fuzzerRunsHere()) {
            assertThat(damage()).isPositive();
            return;
        }

        Run run = fuzz(PlantedFailure.class, 120, directory);

        assertThat(run.exit()).as(run.output()).isNotZero();
        assertThat(run.output()).contains("java.lang.IllegalStateException: planted", "Base64: ");
    }

    private record Run(int exit, String output) {
        long tried() {
            Matcher tried = TRIED.matcher(output);
            return tried.find() ? Long.parseLong(tried.group(1)) : 0;
        }
    }

    private Run fuzz(Class<?> target, long seconds, Path artifacts) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "-XX:-OmitStackTraceInFastThrow",
                "--enable-native-access=ALL-UNNAMED",
                "-Dio.netty.leakDetection.level=disabled",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=io.teal.gateway.answer.**:com.fasterxml.jackson.core.**",
                "--reproducer_path=" + artifacts,
                "-artifact_prefix=" + artifacts + "/",
                "-dict="
                        + Path.of("src/test/resources/io/teal/gateway/answer/fuzz.dict")
                                .toAbsolutePath(),
                "-max_total_time=" + seconds,
                "-max_len=4096",
                "-timeout=30",
                "-rss_limit_mb=0",
                "-print_final_stats=1",
                directory.resolve("found").toString(),
                directory.resolve("seeds").toString()));
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(seconds + 120, TimeUnit.SECONDS))
                    .as("ends")
                    .isTrue();
        } finally {
            var unused = process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        return new Run(process.exitValue(), text.substring(Math.max(0, text.length() - 20_000)));
    }

    /** Jazzer has no native library for Linux on ARM. */
    private static boolean fuzzerRunsHere() {
        boolean linux = System.getProperty("os.name").startsWith("Linux");
        return !linux || System.getProperty("os.arch").equals("amd64");
    }

    private static long damage() {
        SplittableRandom random = new SplittableRandom();
        List<byte[]> seeds = FuzzSeeds.all();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        long tried = 0;
        while (System.nanoTime() < end) {
            AnswerFuzz.fuzzerTestOneInput(Damage.of(seeds.get(random.nextInt(seeds.size())), random));
            tried++;
        }
        return tried;
    }
}
