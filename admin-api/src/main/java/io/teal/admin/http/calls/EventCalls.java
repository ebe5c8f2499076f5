package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.EventStream;
import io.teal.admin.http.Json;
import io.teal.gateway.event.Event;
import io.teal.gateway.event.EventLog;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The call that tells what happens, as it happens. */
final class EventCalls {
    private final EventLog log;

    EventCalls(EventLog log) {
        this.log = log;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("streamEvents", this::stream));
    }

    private Answer stream(Call call) {
        String last = call.headers().get("Last-Event-ID");
        return Answer.events(stream -> begin(stream, last));
    }

    /** On the event loop, so that nothing new goes out before what was missed has. */
    private void begin(EventStream stream, @Nullable String last) {
        Consumer<Event> listener = event -> send(stream, event);
        stream.whenOver(() -> log.leave(listener));
        if (last == null) {
            stream.since(log.id(log.listen(listener)));
            return;
        }
        EventLog.Missed missed = log.listen(seen(last), listener);
        if (!missed.complete()) {
            stream.send(log.id(missed.before()), "missed", "{}");
        }
        missed.events().forEach(event -> send(stream, event));
    }

    /** How many events of this process whoever saw that one has seen; -1, which misses some, when it is none of this process. */
    private long seen(String id) {
        int dash = id.lastIndexOf('-');
        if (dash < 0 || !id.substring(0, dash).equals(log.boot())) {
            return -1;
        }
        try {
            return Long.parseLong(id.substring(dash + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void send(EventStream stream, Event event) {
        ObjectNode data = Json.object()
                .put("at", event.at().toString())
                .put("service", event.subject().service())
                .put("upstream", event.subject().upstream())
                .put("server", event.subject().server())
                .put("reason", event.reason())
                .put("revision", event.revision());
        Event.Sighting sighting = event.sighting();
        if (sighting != null) {
            data.put("text", sighting.text())
                    .put("count", sighting.count())
                    .put("within_s", sighting.within().toSeconds());
        }
        stream.send(log.id(event.number()), event.kind().name().toLowerCase(Locale.ROOT), data.toString());
    }
}
