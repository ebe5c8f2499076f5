package io.teal.gateway.fleet;

import io.teal.gateway.redis.Redis;
import io.teal.gateway.redis.link.Script;
import io.teal.gateway.routing.ServerKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the orders here and those in Redis the same: tells each, hears those given elsewhere, and compares all of them when
 * asked to. Thread-safe.
 */
final class SharedOrders {
    static final String KEY = "teal:{servers}:orders";
    static final String CHANNEL = "teal:servers";
    private static final String NEW = "new";
    private static final String AGAIN = "again";

    private static final Logger log = LoggerFactory.getLogger(SharedOrders.class);

    /**
     * A new order gets the next number, unless the command has been under way for so long that others may have been given since;
     * then, and when it is told again, it has its own and counts if that is greater than the one there. Gives what is there then.
     */
    private static final Script TELL = new Script("""
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local old = redis.call('HGET', KEYS[1], ARGV[2])
            local last = old and tonumber(string.match(old, '^%d+')) or 0
            local number = tonumber(ARGV[3])
            if ARGV[4] == 'new' and now - number < 5000000 then
              number = math.max(now, last + 1)
            elseif number <= last then
              return old
            end
            local value = string.format('%.0f %.0f ', number, math.floor(now / 1000)) .. ARGV[5]
            redis.call('HSET', KEYS[1], ARGV[2], value)
            redis.call('PUBLISH', ARGV[1], ARGV[2] .. ' ' .. value)
            return value
            """);

    /** Says that the server of an order is still there, unless another order has taken its place. */
    private static final Script SEE = new Script("""
            local old = redis.call('HGET', KEYS[1], ARGV[1])
            local number, words = string.match(old or '', '^(%d+) %d+ (.*)$')
            if number ~= ARGV[2] then return 0 end
            local time = redis.call('TIME')
            redis.call('HSET', KEYS[1], ARGV[1], number .. ' ' .. string.format('%.0f', time[1] * 1000) .. ' ' .. words)
            return 1
            """);

    /** Forgets an order, unless another has taken its place or somebody has seen its server since. */
    private static final Script FORGET = new Script("""
            local old = redis.call('HGET', KEYS[1], ARGV[1])
            if not old or string.sub(old, 1, #ARGV[2]) ~= ARGV[2] then return 0 end
            return redis.call('HDEL', KEYS[1], ARGV[1])
            """);

    private final Redis redis;
    private final Orders orders;
    private final AtomicBoolean comparing = new AtomicBoolean();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean compared;

    SharedOrders(Redis redis, Orders orders) {
        this.redis = redis;
        this.orders = orders;
        redis.subscribe(CHANNEL, this::heard);
        redis.onRecovery(this::compare);
    }

    /** Gives an order here and tells the others. */
    CompletionStage<ServerControl.Given> give(ServerKey key, Order.Kind kind, Duration time, String who) {
        Order order = orders.give(key, kind, time, who);
        if (order == null) {
            return CompletableFuture.completedFuture(new ServerControl.Given(false, false));
        }
        return tell(order, NEW).handle((value, problem) -> {
            if (problem != null) {
                log.warn(
                        "{} of server {} is not told to other gateways yet: {}",
                        kind.word(),
                        key,
                        problem.getMessage());
            }
            return new ServerControl.Given(true, problem == null);
        });
    }

    /** Whether the orders of others have been read since the start. */
    boolean compared() {
        return compared;
    }

    private CompletionStage<String> tell(Order order, String how) {
        underWay.add(order.mark());
        return redis.text(TELL, KEY, CHANNEL, order.field(), Long.toString(order.sequence()), how, order.words())
                .whenComplete((value, problem) -> {
                    if (problem == null) {
                        merge(order.field(), value);
                    }
                    underWay.remove(order.mark());
                });
    }

    private void heard(String message) {
        int space = message.indexOf(' ');
        if (space > 0) {
            merge(message.substring(0, space), message.substring(space + 1));
        }
    }

    private void merge(String field, String value) {
        Order order = Order.read(field, value);
        if (order != null) {
            orders.merge(order);
        }
    }

    /** Reads all orders and tells what is missing. Does nothing while Redis is away, or while it is at it. */
    void compare() {
        if (redis.usable() && comparing.compareAndSet(false, true)) {
            var unused = redis.hashAll(KEY).whenComplete((fields, problem) -> {
                comparing.set(false);
                if (problem == null) {
                    compareWith(fields);
                }
            });
        }
    }

    private void compareWith(Map<String, String> fields) {
        Map<String, Order> there = new HashMap<>();
        fields.forEach((field, value) -> {
            Order order = Order.read(field, value);
            if (order != null) {
                there.put(field, order);
            }
        });
        Orders.Due due = orders.compare(there);
        compared = true;
        for (Order order : due.untold()) {
            if (!underWay.contains(order.mark())) {
                // What fails is found the next time.
                var unused = tell(order, AGAIN);
            }
        }
        for (Order order : due.unseen()) {
            var unused = redis.number(SEE, KEY, order.field(), Long.toString(order.sequence()));
        }
        for (Order order : due.over()) {
            String beginning = order.sequence() + " " + order.seen() + " ";
            var unused = redis.number(FORGET, KEY, order.field(), beginning);
        }
    }
}
