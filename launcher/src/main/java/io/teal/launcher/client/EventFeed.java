package io.teal.launcher.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.teal.launcher.client.reply.EventReply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a gateway, from now on. A thread of its own reads; when the connection breaks it asks again, from the last event
 * it has seen, until somebody closes the feed.
 */
public final class EventFeed implements AutoCloseable {
    private static final String PATH = "/api/v1/events";
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_WAITING = 10_000;

    private final AdminConnection connection;
    private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread reader;
    private String last = "";

    private EventFeed(AdminConnection connection, InputStream first) {
        this.connection = connection;
        this.reader = Thread.ofVirtual().unstarted(() -> run(first));
    }

    /** Listens; a failure when the admin API does not tell its events. */
    static EventFeed open(AdminConnection connection) throws AdminFailure {
        EventFeed feed = new EventFeed(connection, connection.open(request(connection, "")));
        feed.reader.start();
        return feed;
    }

    /** The next news, or null when there is none for so long. */
    public @Nullable News next(Duration patience) throws InterruptedException {
        return news.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        reader.interrupt();
    }

    private static HttpRequest.Builder request(AdminConnection connection, String last) {
        HttpRequest.Builder request = connection.request(PATH).setHeader("Accept", "text/event-stream");
        return last.isEmpty() ? request : request.header("Last-Event-ID", last);
    }

    private void run(InputStream first) {
        try {
            read(first);
            while (true) {
                Thread.sleep(PAUSE);
                try {
                    InputStream again = connection.open(request(connection, last));
                    news.put(new Back());
                    read(again);
                } catch (AdminFailure e) {
                    news.put(new Lost(e));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(InputStream body) throws InterruptedException {
        String why = "the gateway ended the events";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            readEvents(lines);
        } catch (IOException e) {
            why = "the connection broke: " + e.getMessage();
        }
        news.put(new Lost(new AdminFailure(AdminFailure.Kind.BROKEN_OFF, why)));
    }

    /** Lines of fields, an empty line after each event (WHATWG HTML 9.2.6). */
    private void readEvents(BufferedReader lines) throws IOException, InterruptedException {
        String kind = "";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(colon + (line.startsWith(" ", colon + 1) ? 2 : 1));
            switch (colon < 0 ? line : line.substring(0, colon)) {
                case "id" -> last = value;
                case "event" -> kind = value;
                case "data" -> data.append(value);
                default -> {
                    if (line.isEmpty() && !kind.isEmpty()) {
                        news.put(happened(kind, data.toString()));
                        kind = "";
                        data.setLength(0);
                    }
                }
            }
        }
    }

    private static News happened(String kind, String data) {
        try {
            EventReply event = AdminConnection.JSON.readValue(data.isEmpty() ? "{}" : data, EventReply.class);
            return new Happened(event.named(kind), data);
        } catch (JsonProcessingException e) {
            return new Lost(new AdminFailure(AdminFailure.Kind.BROKEN, "an event that cannot be read: " + data));
        }
    }

    /** What there is to know. */
    public sealed interface News {}

    /**
     * Something happened.
     *
     * @param json as it was sent
     */
    public record Happened(EventReply event, String json) implements News {}

    /** The feed has broken and tries again by itself. */
    public record Lost(AdminFailure why) implements News {
        /** Whether trying again is of use: not when the caller is not let in. */
        public boolean passes() {
            return switch (why.kind()) {
                case UNREACHABLE, BROKEN_OFF, UNABLE, BROKEN -> true;
                case CONFLICT, DENIED, INVALID -> false;
            };
        }
    }

    /** It listens again. */
    public record Back() implements News {}
}
