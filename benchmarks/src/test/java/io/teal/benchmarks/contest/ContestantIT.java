package io.teal.benchmarks.contest;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.benchmarks.proxy.Scratch;
import io.teal.benchmarks.race.Installed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each proxy is asked whether it takes the configuration that it gets. */
@Tag("proxies")
class ContestantIT {
    private static final Programs PROGRAMS = new Programs(
            Installed.NGINX,
            Installed.HAPROXY,
            Installed.WRK,
            Path.of("..").toAbsolutePath().normalize());
    private static final List<String> SERVERS = List.of("127.0.0.1:1001", "127.0.0.2:1001");
    private static final Map<Kind, List<String>> CHECK = Map.of(
            Kind.TEAL,
            List.of("check"),
            Kind.TEAL_READ,
            List.of("check"),
            Kind.NGINX,
            List.of("-t"),
            Kind.NGINX_USUAL,
            List.of("-t"),
            Kind.HAPROXY,
            List.of("-c"));

    record Case(Kind kind, Setup setup) {}

    static Collection<Case> cases() {
        Setup plain = Setup.of("plain", SERVERS);
        List<Case> cases = new ArrayList<>();
        for (Kind kind : CHECK.keySet()) {
            cases.add(new Case(kind, plain));
            cases.add(new Case(kind, plain.withStreams(1000)));
            cases.add(new Case(kind, plain.withRoutes(10_000)));
        }
        cases.add(new Case(Kind.TEAL, plain.withCache()));
        cases.add(new Case(Kind.NGINX, plain.withCache()));
        cases.add(new Case(Kind.TEAL, plain.withGreen(List.of("127.0.0.3:1001"))));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void takesItsConfiguration(Case one) throws Exception {
        try (Scratch scratch = Scratch.inMemory("test")) {
            List<String> command =
                    new ArrayList<>(Contestant.command(one.kind(), one.setup(), PROGRAMS, scratch, 2001, 2002));
            command.removeAll(List.of("run", "-db"));
            command.addAll(1, CHECK.getOrDefault(one.kind(), List.of()));

            assertThat(run(scratch.path(), command)).endsWith("exit 0");
        }
    }

    @Test
    void theServersTakeTheirsToo() throws Exception {
        try (Scratch scratch = Scratch.inMemory("test")) {
            scratch.write(
                    "nginx.conf",
                    NginxText.backend(List.of("127.0.0.1:1001", "127.0.1.1:1001"), Backend.json("blue", 100)));

            assertThat(run(
                            scratch.path(),
                            List.of(Installed.NGINX, "-t", "-p", scratch.path().toString(), "-c", "nginx.conf")))
                    .endsWith("exit 0");
        }
    }

    @Test
    void aWrongConfigurationIsNotTaken() throws Exception {
        try (Scratch scratch = Scratch.inMemory("test")) {
            scratch.write("haproxy.cfg", "nonsense");

            assertThat(run(scratch.path(), List.of(Installed.HAPROXY, "-c", "-f", "haproxy.cfg")))
                    .endsWith("exit 1");
        }
    }

    private static String run(Path directory, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("TEAL_NO_BUILD", "yes");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "exit " + process.waitFor();
    }
}
