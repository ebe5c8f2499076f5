package io.teal.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every case for a moment: whether it works, not how long it takes. The setups check what is measured. */
class MicroIT {
    private static final int CASES = 24 + 3 + 3 + 4 + 4 + 6;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void everyCaseYieldsFigures() throws IOException {
        Path json = directory.resolve("micro.json");

        int code = run("--tiny", "--json", json.toString());

        assertThat(code).as(err + "\n" + out).isZero();
        JsonNode rows = new ObjectMapper().readTree(json.toFile()).path("rows");
        assertThat(rows).hasSize(CASES);
        Set<String> cases = new HashSet<>();
        for (JsonNode row : rows) {
            cases.add(row.path("what").asText() + " " + row.path("case").asText());
            assertThat(row.path("ns_per_op").asDouble()).as(row.toString()).isPositive();
            assertThat(row.path("bytes_per_op").isNumber()).as(row.toString()).isTrue();
        }
        assertThat(cases).hasSize(CASES).contains("routes match asked=last by=path routes=10000");
        assertThat(out.toString().lines().filter(line -> line.startsWith("|"))).hasSize(CASES + 2);
    }

    @Test
    void whatThereIsNotIsSaid() {
        assertThat(run("--only", "speed")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no speed").contains("routes, hashes");
    }

    private int run(String... arguments) {
        return Micro.command()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
