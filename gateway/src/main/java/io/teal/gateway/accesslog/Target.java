package io.teal.gateway.accesslog;

import io.teal.gateway.config.GatewayConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What lines are written to. Confined to one thread, except {@link #abandon}. */
final class Target {
    private static final Logger log = LoggerFactory.getLogger(Target.class);

    private final GatewayConfig.AccessLog spec;
    private volatile @Nullable FileChannel channel;
    private boolean rotates;
    private long size;
    private long rotateAt;

    Target(GatewayConfig.AccessLog spec) {
        this.spec = spec;
    }

    /** Opens it if it is not open. A named pipe is open once somebody reads it: until then this waits. */
    void open() throws IOException {
        if (channel != null) {
            return;
        }
        Path path = spec.path();
        if (path == null) {
            channel = new FileOutputStream(FileDescriptor.out).getChannel();
            return;
        }
        channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        rotates = Files.isRegularFile(path);
        size = rotates ? Files.size(path) : 0;
        rotateAt = spec.maxSize();
    }

    /** Makes room for so many bytes that belong into one file. */
    void prepare(int bytes) throws IOException {
        open();
        Path path = spec.path();
        if (path == null || !rotates || size == 0 || size + bytes <= rotateAt) {
            return;
        }
        try {
            for (int i = spec.keep() - 1; i >= 1; i--) {
                if (Files.exists(aside(path, i))) {
                    move(aside(path, i), aside(path, i + 1));
                }
            }
            move(path, aside(path, 1));
        } catch (IOException e) {
            log.warn("the access log {} cannot be put aside and grows on: {}", path, e.toString());
            rotateAt = size + spec.maxSize();
            return;
        }
        close();
        open();
    }

    private static void move(Path from, Path to) throws IOException {
        Path unused = Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path aside(Path path, int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    /** Writes what remains. When it fails, what has been written is taken from the bytes. */
    void write(ByteBuffer bytes) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            throw new IOException("not open");
        }
        while (bytes.hasRemaining()) {
            size += open.write(bytes);
        }
    }

    /** Whether it has a name that can come to mean another file. */
    boolean named() {
        return spec.path() != null;
    }

    /** Whether it is a file that can be put aside; not a pipe or a device. */
    boolean regular() {
        return rotates;
    }

    /** Closes it; {@link #open} opens what has the name then. The standard output stays open. */
    void close() {
        if (named()) {
            abandon();
        }
    }

    /** Breaks off a writing that does not end. Any thread. */
    void abandon() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.warn("the access log was not closed in order: {}", e.toString());
            }
        }
    }
}
