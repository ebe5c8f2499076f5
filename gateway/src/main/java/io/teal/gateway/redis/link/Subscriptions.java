package io.teal.gateway.redis.link;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who listens to which channel, whatever the connection. Thread-safe; channels are added and never taken away. */
public final class Subscriptions extends RedisPubSubAdapter<String, String> {
    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    private final ConcurrentMap<String, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();

    /** Adds a listener, and returns whether its channel is a new one. */
    public boolean add(String channel, Consumer<String> listener) {
        List<Consumer<String>> fresh = new CopyOnWriteArrayList<>(List.of(listener));
        List<Consumer<String>> present = listeners.putIfAbsent(channel, fresh);
        if (present != null) {
            present.add(listener);
        }
        return present == null;
    }

    /** All channels so far. */
    public List<String> channels() {
        return List.copyOf(listeners.keySet());
    }

    /** One that fails is logged, and keeps nothing from the others. */
    @Override
    public void message(String channel, String message) {
        for (Consumer<String> listener : listeners.getOrDefault(channel, List.of())) {
            try {
                listener.accept(message);
            } catch (RuntimeException e) {
                log.error("A listener of the redis channel {} failed", channel, e);
            }
        }
    }
}
