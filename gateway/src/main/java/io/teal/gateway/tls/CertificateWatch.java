package io.teal.gateway.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a process has read from files of certificates. Looks at the files and reloads those that have changed. It reads them
 * rather than asking the file system to tell: that says nothing on network file systems, and of links that are turned, as
 * Kubernetes does, only half.
 *
 * <p>Certificate and key are two files, and a look may come between them. So a change counts once two looks have seen the
 * same. Has one thread of its own. Thread-safe.
 */
public final class CertificateWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);

    private final List<Watched> watched = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("teal-certificates").daemon().factory());

    /** Begins to look, at such distances. */
    public CertificateWatch(Duration interval) {
        long nanos = interval.toNanos();
        Future<?> unused = thread.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Watches this too from now on. Blocks. */
    public void add(Reloadable one) {
        watched.add(new Watched(one));
    }

    /**
     * Reads all files again. Each place changes as a whole or not at all. Blocks.
     *
     * @return how many places have changed
     * @throws CertificateException what is wrong with all files that cannot be used, after all have been tried
     */
    public int reload() throws CertificateException {
        int changed = 0;
        CertificateException first = null;
        StringJoiner wrong = new StringJoiner("; ");
        for (Watched one : watched) {
            try {
                changed += one.reloadable.reload() ? 1 : 0;
            } catch (CertificateException e) {
                first = first == null ? e : first;
                wrong.add(e.getMessage());
            }
        }
        if (first != null) {
            throw new CertificateException(wrong.toString(), first);
        }
        return changed;
    }

    /** The certificates that are shown to others. */
    public List<CertificateInUse> inUse() {
        return watched.stream()
                .flatMap(one -> one.reloadable.inUse().stream())
                .distinct()
                .toList();
    }

    private void look() {
        watched.forEach(Watched::look);
    }

    /** Stops looking. */
    @Override
    public void close() {
        thread.shutdown();
    }

    private static final class Watched {
        private final Reloadable reloadable;
        private byte[] loaded;
        private byte[] seen;

        Watched(Reloadable reloadable) {
            this.reloadable = reloadable;
            // They may have changed since they were read, so that the first look compares.
            this.loaded = new byte[0];
            this.seen = sum();
        }

        void look() {
            byte[] before = seen;
            seen = sum();
            if (Arrays.equals(seen, loaded) || !Arrays.equals(seen, before)) {
                return;
            }
            // Whatever comes of it: the same files are not tried twice.
            loaded = seen;
            try {
                if (reloadable.reload()) {
                    log.info("certificates reloaded: {}", reloadable.files());
                }
            } catch (CertificateException e) {
                log.error("new certificates are not used, the ones before stay: {}", e.getMessage());
            } catch (RuntimeException e) {
                log.error("new certificates are not used, the ones before stay", e);
            }
        }

        /** A sum of all files; one that cannot be read counts as empty. */
        private byte[] sum() {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (Path file : reloadable.files()) {
                    digest.update(bytes(file));
                    digest.update((byte) 0);
                }
                return digest.digest();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        private static byte[] bytes(Path file) {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                return new byte[0];
            }
        }
    }
}
