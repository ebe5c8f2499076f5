package io.teal.gateway.knowledge;

import io.teal.gateway.question.BaseName;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The epochs this gateway knows of. Reading takes no lock; each raise, and each number from elsewhere that is news, takes one
 * for a moment. Whoever raises gets the scope that was raised, to tell others.
 */
final class EpochTree {
    /** Most bases of an upstream that are told apart. */
    static final int MOST_BASES = 10_000;

    /** Most scopes there can be at all: their names come from outside. */
    private static final int MOST_SCOPES = 100_000;

    /** No number of epoch milliseconds comes near, and Redis scripts count exactly up to here. */
    private static final long GREATEST = 1L << 52;

    /**
     * What is so much older than the number of everything adds nothing to it: whoever has that one cannot have an answer from
     * before, by whatever clock.
     */
    private static final long OUTDATED_MILLIS = 3_600_000;

    private final LongSupplier epochMillis;
    private final Scope all = new Scope(EpochName.ALL, "", null);
    private final ConcurrentHashMap<String, Scope> byField = new ConcurrentHashMap<>();

    EpochTree(LongSupplier epochMillis) {
        this.epochMillis = epochMillis;
        byField.put(all.field, all);
    }

    long[] of(String service, String upstream, String base) {
        long[] numbers = new long[4];
        Scope ofService = all.inner.get(service);
        Scope ofUpstream = ofService == null ? null : ofService.inner.get(upstream);
        Scope ofBase = ofUpstream == null ? null : base(ofUpstream, base);
        // From the inside out: when a base is forgotten its upstream was raised before, and that must be seen.
        numbers[3] = ofBase == null ? 0 : ofBase.number();
        numbers[2] = ofUpstream == null ? 0 : ofUpstream.number();
        numbers[1] = ofService == null ? 0 : ofService.number();
        numbers[0] = all.number();
        return numbers;
    }

    boolean changing(String service, String upstream, String base) {
        Scope ofService = all.inner.get(service);
        Scope ofUpstream = ofService == null ? null : ofService.inner.get(upstream);
        if (ofUpstream == null) {
            return false;
        }
        Scope ofBase = base(ofUpstream, base);
        if (ofUpstream.number() >= 0 && (ofBase == null || ofBase.number() >= 0)) {
            return false;
        }
        long now = epochMillis.getAsLong();
        return ofUpstream.changing(now) || (ofBase != null && ofBase.changing(now));
    }

    private static @Nullable Scope base(Scope upstream, String base) {
        return base.isEmpty() || upstream.inner.isEmpty() ? null : upstream.inner.get(BaseName.canonical(base));
    }

    /** Everything known, in no order; changes while it is read. */
    Collection<Scope> scopes() {
        return byField.values();
    }

    Scope all() {
        return all;
    }

    /** Raises; a base that there is no room for takes its whole upstream with it. */
    synchronized Scope raise(EpochName name) {
        Scope scope = scope(name);
        raise(scope);
        forgetWithin(scope, name);
        return scope;
    }

    /** Raises, and marks as changing until as many {@linkplain #end ends} have come. */
    synchronized Scope begin(EpochName name) {
        Scope scope = scope(name);
        scope.opened();
        raise(scope);
        forgetWithin(scope, name);
        return scope;
    }

    synchronized Scope end(Scope scope) {
        scope.closed();
        raise(scope);
        return scope;
    }

    /** Raises again what still changes, so that others do not take it for the mark of a gateway that died. */
    synchronized boolean renew(Scope scope) {
        if (scope.open()) {
            raise(scope);
        }
        return scope.open();
    }

    /**
     * Takes a number from elsewhere when it is greater than the one here, both without their signs.
     *
     * @return what others must be told in turn, because it changes here and they would not know; null for nothing
     */
    @Nullable Scope merge(String field, long number) {
        Scope known = byField.get(field);
        boolean news = known == null || (known.number() != number && Math.abs(number) >= Math.abs(known.number()));
        return news && number != 0 && number > -GREATEST && number < GREATEST ? mergeNews(field, number) : null;
    }

    private synchronized @Nullable Scope mergeNews(String field, long number) {
        EpochName name = EpochName.parse(field);
        if (name == null || !name.field().equals(field)) {
            return null;
        }
        boolean known = byField.containsKey(field);
        if (!known && (byField.size() >= MOST_SCOPES || outdated(number) || wasForgotten(name, number))) {
            return null;
        }
        Scope scope = scope(name);
        if (!scope.field.equals(field)) {
            raise(scope);
            forgetWithin(scope, name);
            return scope;
        }
        long here = Math.abs(scope.number());
        if (Math.abs(number) > here || (Math.abs(number) == here && number < 0)) {
            scope.take(number, epochMillis.getAsLong());
            forgetOutdated(scope);
        }
        if (scope.open() && number > 0 && number >= here) {
            // For whoever has this number nothing changes any more.
            raise(scope);
            return scope;
        }
        return null;
    }

    private boolean wasForgotten(EpochName name, long number) {
        if (name.parts().size() < EpochName.BASE) {
            return false;
        }
        Scope ofUpstream = byField.get(name.outer().field());
        return ofUpstream != null && Math.abs(number) <= ofUpstream.forgotten();
    }

    /** The scope of this name; the upstream's for a base that there is no room for. */
    private Scope scope(EpochName name) {
        Scope scope = all;
        for (int depth = 1; depth <= name.parts().size(); depth++) {
            String part = name.parts().get(depth - 1);
            Scope within = scope.inner.get(part);
            if (within == null) {
                if (depth == EpochName.BASE && scope.inner.size() >= MOST_BASES) {
                    return scope;
                }
                within = new Scope(name.first(depth).field(), part, scope);
                scope.inner.put(part, within);
                byField.put(within.field, within);
            }
            scope = within;
        }
        return scope;
    }

    private void raise(Scope scope) {
        long greatest = 0;
        for (Scope one = scope; one != null; one = one.outer) {
            greatest = Math.max(greatest, Math.abs(one.number()));
        }
        long now = epochMillis.getAsLong();
        long number = Math.max(now, greatest + 1);
        scope.take(scope.open() ? -number : number, now);
        forgetOutdated(scope);
    }

    private boolean outdated(long number) {
        return Math.abs(number) < Math.abs(all.number()) - OUTDATED_MILLIS;
    }

    private void forgetOutdated(Scope changed) {
        if (changed == all) {
            long now = epochMillis.getAsLong();
            for (Scope scope : byField.values()) {
                Scope outer = scope.outer;
                if (outer != null && outdated(scope.number()) && scope.inner.isEmpty() && !scope.changing(now)) {
                    outer.inner.remove(scope.name);
                    byField.remove(scope.field);
                }
            }
        }
    }

    /** Forgets the bases of an upstream that was raised in place of one more. */
    private void forgetWithin(Scope scope, EpochName asked) {
        if (asked.parts().size() < EpochName.BASE || scope.field.equals(asked.field())) {
            return;
        }
        long now = epochMillis.getAsLong();
        scope.forgot();
        Iterator<Scope> bases = scope.inner.values().iterator();
        while (bases.hasNext()) {
            Scope base = bases.next();
            if (!base.changing(now)) {
                bases.remove();
                byField.remove(base.field);
            }
        }
    }
}
