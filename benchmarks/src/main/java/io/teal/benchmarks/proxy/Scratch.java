package io.teal.benchmarks.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory of its own under the system's for temporary files. Gone when closed. */
public final class Scratch implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path directory;

    private Scratch(Path directory) {
        this.directory = directory;
    }

    static Scratch create(String name) throws ProxyFailure {
        return make(name, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** One whose files are in memory where the system has such a place, as Linux has. */
    public static Scratch inMemory(String name) throws ProxyFailure {
        return Files.isWritable(MEMORY) ? make(name, MEMORY) : create(name);
    }

    private static Scratch make(String name, Path parent) throws ProxyFailure {
        try {
            Path directory = Files.createTempDirectory(parent, "teal-" + name + "-");
            // Workers of nginx run as another user when it is started by root.
            return new Scratch(Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x")));
        } catch (IOException e) {
            throw new ProxyFailure("no temporary directory: " + e.getMessage(), e);
        }
    }

    /** Where it is. */
    public Path path() {
        return directory;
    }

    /** Makes a directory in it. */
    public void directory(String name) throws ProxyFailure {
        try {
            Path unused = Files.createDirectory(directory.resolve(name));
        } catch (IOException e) {
            throw new ProxyFailure("cannot make " + directory.resolve(name) + ": " + e.getMessage(), e);
        }
    }

    /** Writes a file in it, in UTF-8. */
    public void write(String file, String text) throws ProxyFailure {
        try {
            Path unused = Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new ProxyFailure("cannot write " + directory.resolve(file) + ": " + e.getMessage(), e);
        }
    }

    /** What cannot be removed stays: it is the system's directory for such. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException ignored) {
            // See above.
        }
    }
}
