package io.teal.gateway.config;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads paths that begin in one directory unless they are absolute. */
final class PathReader {
    private static final String PATH = "a path, relative to the directory of the file";

    private final Path directory;

    PathReader(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** What is in the directory under a name. */
    Path under(String name) {
        return directory.resolve(name);
    }

    /** A path, whether something is there or not. */
    @Nullable Path path(Value value) {
        String text = value.text(PATH);
        if (text != null && !text.isBlank()) {
            try {
                return directory.resolve(text).normalize();
            } catch (InvalidPathException e) {
                value.wrong(PATH);
                return null;
            }
        }
        if (text != null) {
            value.wrong(PATH);
        }
        return null;
    }

    /** A file that can be read. */
    @Nullable Path file(Value value) {
        Path path = path(value);
        if (path != null && !Files.isReadable(path)) {
            value.wrong(path + ", which cannot be read", "the path of a file that exists and can be read");
        }
        return path;
    }

    /** A PEM file that must be there. */
    @Nullable Path requiredFile(Section section, String key) {
        Value value = section.required(key, "the path of a PEM file, relative to the directory of this file");
        return value == null ? null : file(value);
    }
}
