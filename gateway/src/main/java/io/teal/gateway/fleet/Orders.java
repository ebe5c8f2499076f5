package io.teal.gateway.fleet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.upstream.Upstreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orders that count, and whether they have been carried out here. One for a server that the routing does not have waits
 * for it. Thread-safe; asks and tells nobody.
 */
final class Orders {
    private static final Logger log = LoggerFactory.getLogger(Orders.class);

    /** Orders for servers that no gateway has are forgotten after so long. */
    static final long KEPT_MILLIS = Duration.ofDays(1).toMillis();

    /** An ejection by failures may be younger than an order that ends ejections and comes late: that one is left alone. */
    private static final long LATE_MILLIS = Duration.ofMinutes(1).toMillis();

    private final Upstreams upstreams;
    private final LongSupplier epochMicros;

    @GuardedBy("this") private final Map<String, Order> current = new HashMap<>();

    @GuardedBy("this") private final Set<String> applied = new HashSet<>();

    /** None yet. The clock says microseconds since 1970. */
    Orders(Upstreams upstreams, LongSupplier epochMicros) {
        this.upstreams = upstreams;
        this.epochMicros = epochMicros;
    }

    private long millis() {
        return epochMicros.getAsLong() / 1000;
    }

    /** Carries out an order that is given here; null when the routing does not have the server. */
    synchronized @Nullable Order give(ServerKey key, Order.Kind kind, Duration time, String who) {
        if (!kind.apply(upstreams, key, time)) {
            return null;
        }
        long micros = epochMicros.getAsLong();
        long now = micros / 1000;
        Order order = new Order(
                key,
                kind,
                kind == Order.Kind.EJECT ? now + time.toMillis() : 0,
                UUID.randomUUID().toString(),
                who.replaceAll("[\\p{Cntrl}]", "?"),
                0,
                now,
                false);
        Order before = current.get(order.field());
        Order given = order.numbered(Math.max(micros, before == null ? 0 : before.sequence() + 1), now, false);
        current.put(given.field(), given);
        applied.add(given.field());
        return given;
    }

    /**
     * Takes what Redis has, and carries it out unless a later order is known or it was done before. Of two that claim the same
     * moment the one in Redis wins.
     */
    synchronized void merge(Order told) {
        String field = told.field();
        Order known = current.get(field);
        if (known != null && known.mark().equals(told.mark())) {
            current.put(field, told);
            return;
        }
        if (known != null && known.sequence() > told.sequence()) {
            return;
        }
        current.put(field, told);
        applied.remove(field);
        if (outdated(told, known)) {
            applied.add(field);
        } else {
            carryOut(told);
        }
    }

    private boolean outdated(Order told, @Nullable Order known) {
        return told.kind() == Order.Kind.RESTORE
                && (known == null || known.kind() != Order.Kind.EJECT)
                && millis() - told.sequence() / 1000 > LATE_MILLIS;
    }

    @GuardedBy("this") private void carryOut(Order order) {
        long left = order.kind() == Order.Kind.EJECT ? order.until() - millis() : 1;
        if (left <= 0) {
            applied.add(order.field());
        } else if (upstreams.named(order.key())
                && order.kind().apply(upstreams, order.key(), Duration.ofMillis(left))) {
            applied.add(order.field());
            log.info("{} of server {} by {}, at all gateways", order.kind().word(), order.key(), order.who());
        }
    }

    /** Another routing is there: what waits for a server that has appeared is carried out, before it gets a request. */
    synchronized void routed() {
        for (Order order : current.values()) {
            if (!upstreams.named(order.key())) {
                applied.remove(order.field());
            } else if (!applied.contains(order.field())) {
                carryOut(order);
            }
        }
    }

    /** How many Redis has not confirmed. */
    synchronized int held() {
        int held = 0;
        for (Order order : current.values()) {
            held += order.confirmed() ? 0 : 1;
        }
        return held;
    }

    /**
     * Compares all with what Redis has, which is merged first.
     *
     * @param there by their fields
     */
    synchronized Due compare(Map<String, Order> there) {
        there.values().forEach(this::merge);
        List<Order> untold = new ArrayList<>();
        List<Order> unseen = new ArrayList<>();
        List<Order> over = new ArrayList<>();
        long now = millis();
        for (Order order : List.copyOf(current.values())) {
            Order other = there.get(order.field());
            boolean named = upstreams.named(order.key());
            long age = now - order.seen();
            if (!named && age > KEPT_MILLIS) {
                current.remove(order.field());
                applied.remove(order.field());
                if (other != null) {
                    over.add(order);
                }
            } else if (other == null || other.sequence() < order.sequence()) {
                untold.add(order);
            } else if (named && age > KEPT_MILLIS / 4) {
                unseen.add(order);
            }
        }
        return new Due(untold, unseen, over);
    }

    /**
     * What Redis has to be told.
     *
     * @param untold orders it has not, or only earlier ones
     * @param unseen orders it has, of servers that are still there
     * @param over orders it has, of servers that no gateway has had for long
     */
    record Due(List<Order> untold, List<Order> unseen, List<Order> over) {}
}
