package io.teal.benchmarks.race;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A race of seconds: whether it works, not who is faster. */
@Tag("proxies")
class RaceIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void measuresEverybodyAndTellsSo() throws IOException {
        Path json = directory.resolve("race.json");

        int code = run("--tiny", "--only", "cpu", "--json", json.toString());

        assertThat(code).as(err + "\n" + out).isZero();
        assertThat(out.toString())
                .contains("CPU us/request")
                .contains("nginx as usually configured")
                .endsWith("every answer was right\n");
        JsonNode row = new ObjectMapper().readTree(json.toFile()).path("rows").path(0);
        assertThat(row.path("name").asText()).isEqualTo("cpu");
        assertThat(row.path("figures")).hasSize(12);
        for (JsonNode figure : row.path("figures")) {
            assertThat(figure.path("median").asDouble()).as(figure.toString()).isPositive();
            assertThat(figure.path("rounds")).hasSize(1);
        }
        assertThat(row.path("goals")).hasSize(3).allMatch(goal -> goal.has("decision") && goal.has("reached"));
    }

    @Test
    void oneProcessorIsTooFew() {
        assertThat(run("--tiny", "--cores", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("one processor");
    }

    @Test
    void rowsThatThereAreNotAreSaid() {
        assertThat(run("--tiny", "--only", "speed")).isEqualTo(2);
        assertThat(err.toString()).contains("no row speed");
    }

    private int run(String... arguments) {
        return Race.command()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Installed.with(arguments));
    }
}
