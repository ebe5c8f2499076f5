package io.teal.gateway.explain;

import io.teal.gateway.cache.CacheKey;
import io.teal.gateway.cache.Entry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request would have to do with kept answers. */
public sealed interface CacheFate {
    /** Its route keeps none. */
    record Off() implements CacheFate {}

    /** It asks nothing that has an answer to keep. */
    record NoQuestion() implements CacheFate {}

    /**
     * It would be neither answered from the cache nor for it.
     *
     * @param reason why, one word as in {@code X-Teal-Cache}
     * @param onlyIfCached whether it takes no other answer, and would be refused
     */
    record Bypassed(String reason, boolean onlyIfCached) implements CacheFate {}

    /**
     * Its answer would be looked for, and kept.
     *
     * @param key where
     * @param parts what the key is made from, beside the question
     * @param kept what is in memory there; null when nothing is
     * @param remote whether Redis would be asked, too, when memory has nothing of use
     * @param underWay whether the answer is being fetched for somebody else at this moment
     * @param onlyIfCached whether the request takes no answer that is not kept
     */
    record Consulted(
            CacheKey key, Parts parts, @Nullable Kept kept, boolean remote, boolean underWay, boolean onlyIfCached)
            implements CacheFate {}

    /**
     * What a key is made from.
     *
     * @param epochs of the knowledge: for everything, the service, the upstream, the base
     * @param personal whether the answer is for those alone who show the same credentials
     */
    record Parts(String route, String service, String upstream, List<Long> epochs, boolean personal) {
        public Parts {
            epochs = List.copyOf(epochs);
        }
    }

    /**
     * An answer in memory.
     *
     * @param age since it was complete
     * @param use what the request would do with it
     */
    record Kept(Duration age, Entry.Use use) {}
}
