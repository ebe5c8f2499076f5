package io.teal.admin.release.drive;

import io.teal.gateway.event.Event;
import io.teal.gateway.event.EventLog;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.release.Plan;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the hooks of a service which watched texts this gateway has seen in errors of its servers, whoever drives releases. It has
 * mailboxes of its own: what a release has come to waits behind none of these.
 */
final class TextNotifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TextNotifier.class);

    private final EventLog events;
    private final Executor thread;
    private final Supplier<Routing> routing;
    private final String gateway;
    private final Mailboxes mailboxes;
    private final Consumer<Event> listener = this::hear;

    /**
     * Listens from now on.
     *
     * @param thread what is seen is told on it, since whoever sees it must not wait
     * @param routing what is in effect
     * @param gateway name of this gateway
     */
    TextNotifier(EventLog events, Executor thread, Supplier<Routing> routing, String gateway, Post post) {
        this.events = events;
        this.thread = thread;
        this.routing = routing;
        this.gateway = gateway;
        this.mailboxes = new Mailboxes(post);
        long unused = events.listen(listener);
    }

    private void hear(Event event) {
        Event.Sighting sighting = event.sighting();
        if (sighting == null) {
            return;
        }
        try {
            thread.execute(() -> tell(event, sighting));
        } catch (RejectedExecutionException e) {
            LOG.debug("nobody is told {} any more", events.id(event.number()));
        }
    }

    private void tell(Event event, Event.Sighting sighting) {
        List<Plan.Hook> hooks = hooks(event.subject().service());
        if (hooks.isEmpty()) {
            return;
        }
        String id = events.id(event.number());
        JsonObject body = new JsonObject()
                .put("id", id)
                .put("event", event.kind().name().toLowerCase(Locale.ROOT))
                .put("service", event.subject().service())
                .put("upstream", event.subject().upstream())
                .put("server", event.subject().server())
                .put("text", sighting.text())
                .put("count", sighting.count())
                .put("within_s", sighting.within().toSeconds())
                .put("gateway", gateway)
                .put("at", event.at().toString());
        Mailboxes.Message message = new Mailboxes.Message(id, body.encode());
        for (Plan.Hook hook : hooks) {
            mailboxes.put(hook, message);
        }
    }

    private List<Plan.Hook> hooks(String name) {
        Service service = routing.get().services().get(name);
        Plan plan = service == null ? null : service.release();
        return plan == null ? List.of() : plan.hooks();
    }

    /** Listens no more, and breaks off what is being sent. */
    @Override
    public void close() {
        events.leave(listener);
        mailboxes.close();
    }
}
