package io.teal.admin.release.gate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server reports of its knowledge.
 *
 * @param server its address
 * @param fingerprint null when it reports none
 */
public record Knowledge(String server, @Nullable String fingerprint) {

    /** Tells what the servers of a colour report now. */
    @FunctionalInterface
    public interface Source {
        /** All servers of it that may get requests; must not block. */
        List<Knowledge> of(String upstream);
    }
}
