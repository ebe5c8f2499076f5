package io.teal.admin.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium without a window. */
final class Browser {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Path directory;

    /**
     * One with a profile of its own.
     *
     * @param directory for the profile and what it writes
     */
    Browser(Path directory) {
        this.directory = directory;
    }

    /** Opens a page, waits until it is loaded, and ends. */
    Visit open(String address) throws Exception {
        Path page = directory.resolve("page.html");
        Path log = directory.resolve("browser.log");
        List<String> command = new ArrayList<>(List.of(program()));
        command.addAll(List.of("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"));
        command.addAll(List.of("--disable-background-networking", "--disable-component-update", "--disable-sync"));
        command.addAll(List.of("--enable-logging=stderr", "--user-data-dir=" + directory.resolve("profile")));
        command.addAll(List.of("--dump-dom", address));
        Process process = new ProcessBuilder(command)
                .redirectOutput(page.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("the browser ends")
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (Stream<String> lines = Files.lines(log)) {
            return new Visit(
                    process.exitValue(),
                    Files.readString(page),
                    lines.filter(line -> line.contains("CONSOLE")).toList());
        }
    }

    /** Where the browser is: the first of its usual names on the path, or what the property {@code chromium} says. */
    private static String program() {
        String given = System.getProperty("chromium", "");
        if (!given.isEmpty()) {
            return given;
        }
        for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            for (String name : NAMES) {
                Path program = Path.of(directory, name);
                if (Files.isExecutable(program)) {
                    return program.toString();
                }
            }
        }
        throw new AssertionError(
                "There is no Chromium on the path. Install one (Debian: chromium), or name it by -Dchromium=");
    }

    /**
     * What came of a visit.
     *
     * @param dom the document after it was loaded
     * @param console what the page made the browser say
     */
    record Visit(int exit, String dom, List<String> console) {}
}
