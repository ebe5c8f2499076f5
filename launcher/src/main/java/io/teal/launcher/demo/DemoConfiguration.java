package io.teal.launcher.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of the shipped configuration in a directory of its own, leading to the servers of this run. Gone when closed. */
public final class DemoConfiguration implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:\\d+");

    private static final Pattern ACCESS_LOG = Pattern.compile("(?m)^access_log: stdout$");

    private final Path directory;

    private DemoConfiguration(Path directory) {
        this.directory = directory;
    }

    /**
     * Copies the two files of {@code shipped}, with every address of a simulated server replaced by the real one.
     *
     * @param logged whether requests are logged as the files say, or not at all
     */
    public static DemoConfiguration write(Path shipped, Backends backends, boolean logged) throws IOException {
        DemoConfiguration configuration = new DemoConfiguration(Files.createTempDirectory("teal-demo-"));
        try {
            Map<String, String> addresses = backends.addresses();
            for (String name : List.of("gateway.yaml", "routing.yaml")) {
                String written = Files.readString(shipped.resolve(name));
                String text = ADDRESS.matcher(
                                logged ? written : ACCESS_LOG.matcher(written).replaceAll(""))
                        .replaceAll(match -> addresses.getOrDefault(match.group(), match.group()));
                Path unused = Files.writeString(configuration.directory.resolve(name), text);
            }
        } catch (IOException e) {
            configuration.close();
            throw e;
        }
        return configuration;
    }

    public Path directory() {
        return directory;
    }

    /** What the environment would say: the ports wanted, the store in this directory. The rest of it stays as it is. */
    public Map<String, String> environment(Map<String, String> outer, int port, int adminPort) {
        Map<String, String> environment = new LinkedHashMap<>(outer);
        environment.put("TEAL_PORT", Integer.toString(port));
        environment.put("TEAL_ADMIN_PORT", Integer.toString(adminPort));
        environment.put("TEAL_STORE_DIRECTORY", directory.resolve("store").toString());
        return environment;
    }

    @Override
    public void close() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(directory)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
