package io.teal.admin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reports of gates as files, one for each release; the newest hundred are kept. Thread-safe; blocks. */
public final class GateReports {
    private static final int MOST = 100;
    private static final String END = ".json";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");

    private final Path directory;

    /** @param store the directory of the store */
    public GateReports(Path store) {
        this.directory = store.resolve("reports");
    }

    /**
     * Keeps a report, and gives up the oldest where there are too many. It is on disk on return.
     *
     * @param id of the release
     * @throws StoreException when it cannot be written
     */
    public synchronized void keep(String id, String json) throws StoreException {
        Path file = file(id);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Directories.create(directory.toAbsolutePath());
            try (FileChannel channel = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    int unused = channel.write(bytes);
                }
                channel.force(true);
            }
            Path unused = Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Directories.force(directory);
            giveUpOldest();
        } catch (IOException e) {
            throw new StoreException("the report of " + id + " cannot be written to " + directory + " (" + e + ")", e);
        }
    }

    private void giveUpOldest() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(directory)) {
            all.filter(file -> file.toString().endsWith(END)).forEach(files::add);
        }
        files.sort(Comparator.comparing(GateReports::written));
        for (Path file : files.subList(0, Math.max(0, files.size() - MOST))) {
            boolean unused = Files.deleteIfExists(file);
        }
    }

    private static FileTime written(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /**
     * The report of a release; null when none is kept here.
     *
     * @throws StoreException when it cannot be read
     */
    public @Nullable String find(String id) throws StoreException {
        if (!ID.matcher(id).matches()) {
            return null;
        }
        Path file = file(id);
        try {
            return Files.exists(file) ? Files.readString(file) : null;
        } catch (IOException e) {
            throw new StoreException("the report " + file + " cannot be read (" + e + ")", e);
        }
    }

    private Path file(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("no name for a file: " + id);
        }
        return directory.resolve(id + END);
    }
}
