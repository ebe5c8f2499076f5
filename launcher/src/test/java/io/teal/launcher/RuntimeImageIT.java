package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtime of the container: it has the modules Teal needs, and Teal starts in it with the archive as it does there. */
class RuntimeImageIT {
    private static final Logger log = LoggerFactory.getLogger(RuntimeImageIT.class);
    private static final Path TARGET = TealProcess.tree().resolve("launcher/target");
    private static final Path MODULES = TealProcess.tree().resolve("docker/modules.txt");

    /** One second on two cores. A machine that builds has other work, so that here the time on a processor counts. */
    private static final Duration MOST_WORK = Duration.ofSeconds(2);

    @TempDir
    private Path directory;

    @Test
    void everyModuleThatIsUsedIsInIt() throws IOException {
        Set<String> needed = new TreeSet<>();
        List<String> plain = new ArrayList<>(List.of(TARGET.resolve("teal.jar").toString()));
        List<String> all = new ArrayList<>();
        try (Stream<Path> libraries = Files.list(TARGET.resolve("lib"))) {
            for (Path jar :
                    libraries.filter(file -> file.toString().endsWith(".jar")).toList()) {
                all.add(jar.toString());
                ModuleDescriptor module = module(jar);
                if (module == null) {
                    plain.add(jar.toString());
                } else {
                    module.requires().stream()
                            .filter(one -> !one.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                            .map(ModuleDescriptor.Requires::name)
                            .filter(name -> ModuleFinder.ofSystem().find(name).isPresent())
                            .forEach(needed::add);
                }
            }
        }
        List<String> arguments = new ArrayList<>(
                List.of("--print-module-deps", "--ignore-missing-deps", "--recursive", "--multi-release", "21"));
        arguments.addAll(List.of("--class-path", String.join(File.pathSeparator, all)));
        arguments.addAll(plain);
        needed.addAll(List.of(tool("jdeps", arguments).strip().split(",")));

        assertThat(needed).contains("java.base", "java.naming");
        assertThat(List.of(Files.readString(MODULES).strip().split(","))).containsAll(needed);
    }

    /** What a library says itself that it is as a module; null when it says nothing. */
    private static @Nullable ModuleDescriptor module(Path jar) {
        try {
            return ModuleFinder.of(jar).findAll().stream()
                    .map(ModuleReference::descriptor)
                    .filter(module -> !module.isAutomatic())
                    .findFirst()
                    .orElse(null);
        } catch (FindException nameless) {
            return null;
        }
    }

    @Test
    void tealAnswersInItSoonAfterItsStart() throws Exception {
        Path image = directory.resolve("java");
        String unused = tool(
                "jlink",
                List.of(
                        "--add-modules",
                        Files.readString(MODULES).strip(),
                        "--no-header-files",
                        "--no-man-pages",
                        "--generate-cds-archive",
                        "--output",
                        image.toString()));
        String java = image.resolve("bin/java").toString();
        String home = "-Dteal.home=" + TealProcess.tree();
        String jar = TARGET.resolve("teal.jar").toString();
        Path archive = directory.resolve("teal.jsa");
        try (TealProcess trained = TealProcess.run(
                Map.of(), List.of(java, "-XX:ArchiveClassesAtExit=" + archive, home, "-jar", jar, "demo", "--once"))) {
            assertThat(trained.exitCode()).as(trained.err()).isZero();
        }
        assertThat(archive).isNotEmptyFile();
        Path conf = TestConf.write(directory, "127.0.0.1:1", "127.0.0.1:2");

        Duration best = Duration.ofDays(1);
        Duration least = Duration.ofDays(1);
        for (int round = 0; round < 2; round++) {
            long begun = System.nanoTime();
            try (HttpClient client = HttpClient.newHttpClient();
                    TealProcess teal = TealProcess.run(
                            Map.of(),
                            List.of(
                                    java,
                                    "-XX:SharedArchiveFile=" + archive,
                                    "-Xshare:auto",
                                    "--enable-native-access=ALL-UNNAMED",
                                    home,
                                    "-jar",
                                    jar,
                                    "run",
                                    "--conf",
                                    conf.toString()))) {
                URI gateway = URI.create(teal.find("on (http://[^,]+), admin API"));
                assertThat(client.send(
                                        HttpRequest.newBuilder(gateway.resolve("/"))
                                                .build(),
                                        BodyHandlers.discarding())
                                .statusCode())
                        .isIn(502, 503);
                Duration taken = Duration.ofNanos(System.nanoTime() - begun);
                best = taken.compareTo(best) < 0 ? taken : best;
                Duration work = teal.onProcessor();
                least = work.compareTo(least) < 0 ? work : least;
            }
        }
        log.info("start to first answered request: {} ms, on a processor {} ms", best.toMillis(), least.toMillis());
        assertThat(least).isLessThan(MOST_WORK);
    }

    private static String tool(String name, List<String> arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        int code = ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments.toArray(String[]::new));
        assertThat(code).as(said.toString()).isZero();
        return said.toString();
    }
}
