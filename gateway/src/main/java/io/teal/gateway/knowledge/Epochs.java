package io.teal.gateway.knowledge;

import io.teal.gateway.question.BaseName;
import io.teal.gateway.redis.Redis;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that tell which knowledge an answer was made from: one for everything, one for each service, upstream and
 * knowledge base. They are part of the key under which an answer is kept, so raising one makes all answers of before
 * unfindable. A number is 0 until it is first raised; then it is about the time of the last raise in epoch milliseconds, and
 * negative while the knowledge is changing.
 *
 * <p>With a Redis all gateways have the same numbers: a raise is published at once and found again in a hash that each of
 * them reads every second. Of two numbers the greater one without its sign is right, so nothing is lost by what comes late,
 * twice or not at all.
 *
 * <p>Thread-safe. Nothing waits, and nothing fails: what Redis cannot be told now it is told later.
 */
public final class Epochs implements AutoCloseable {
    /** Longer names are none that Chatchat could have given: a change to one is taken for one to all bases. */
    private static final int LONGEST_BASE = 200;

    private final EpochTree tree;
    private final @Nullable SharedEpochs sharing;

    /**
     * Begins to share.
     *
     * @param redis what is shared through, or null for a gateway of its own; not closed with this
     * @param epochMillis the time
     */
    public Epochs(@Nullable Redis redis, LongSupplier epochMillis) {
        this.tree = new EpochTree(epochMillis);
        this.sharing = redis == null ? null : SharedEpochs.start(redis, tree, epochMillis);
    }

    /**
     * The numbers for everything, the service, the upstream and the base, in this order.
     *
     * @param base as clients write it; empty where there is none
     */
    public long[] of(String service, String upstream, String base) {
        return tree.of(service, upstream, base);
    }

    /**
     * Whether the knowledge is changing, so that an answer is made from nobody knows what. A change that no gateway ends
     * counts for an hour.
     */
    public boolean changing(String service, String upstream, String base) {
        return tree.changing(service, upstream, base);
    }

    /** Makes all answers of before unfindable. */
    public void raiseAll() {
        tell(tree.raise(EpochName.of()));
    }

    /** The same for one service. */
    public void raise(String service) {
        tell(tree.raise(EpochName.of(service)));
    }

    /** The same for one upstream. */
    public void raise(String service, String upstream) {
        tell(tree.raise(EpochName.of(service, upstream)));
    }

    /**
     * The same for one knowledge base.
     *
     * @param base as clients write it; empty for all
     */
    public void raise(String service, String upstream, String base) {
        tell(tree.raise(name(service, upstream, base)));
    }

    /**
     * Raises, and says that the knowledge is changing until the change is {@linkplain Change#end ended}, which raises again.
     *
     * @param upstreams whose servers are changed
     * @param base as clients write it; empty when it is not known which, for all
     */
    public Change begin(String service, Collection<String> upstreams, String base) {
        List<Scope> scopes = new ArrayList<>();
        for (String upstream : upstreams) {
            Scope scope = tree.begin(name(service, upstream, base));
            scopes.add(scope);
            tell(scope);
        }
        return new Change(this, scopes);
    }

    /**
     * Whether the numbers here are those of the other gateways, so that a key made from them finds what others have kept.
     * False without a Redis, while it is not usable, and until its numbers are read.
     */
    public boolean shared() {
        return sharing != null && sharing.current();
    }

    /** Ends what runs in the background; the numbers stay as they are. */
    @Override
    public void close() {
        if (sharing != null) {
            sharing.close();
        }
    }

    void end(List<Scope> scopes) {
        for (Scope scope : scopes) {
            tell(tree.end(scope));
        }
    }

    private void tell(Scope raised) {
        if (sharing != null) {
            sharing.tell(raised);
        }
    }

    private static EpochName name(String service, String upstream, String base) {
        String canonical = base.isEmpty() ? base : BaseName.canonical(base);
        return canonical.isEmpty() || canonical.length() > LONGEST_BASE
                ? EpochName.of(service, upstream)
                : EpochName.of(service, upstream, canonical);
    }
}
