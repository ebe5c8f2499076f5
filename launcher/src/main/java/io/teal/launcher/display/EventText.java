package io.teal.launcher.display;

import io.teal.launcher.client.reply.EventReply;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.StringJoiner;

/** Events in words. */
public final class EventText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int KIND = 18;

    private EventText() {}

    /** {@code 12:04:05  ejected             chat/blue/127.0.0.1:8001: 3 failures in 30 s}, the time in this zone. */
    public static String line(EventReply event, ZoneId zone) {
        StringJoiner what = new StringJoiner(": ");
        String subject = subject(event);
        if (!subject.isEmpty()) {
            what.add(subject);
        }
        if (event.revision() > 0) {
            what.add("revision " + event.revision());
        }
        if (!event.reason().isEmpty()) {
            what.add(event.reason());
        }
        String kind = event.kind().replace('_', ' ');
        return (time(event.at(), zone) + "  " + kind + " ".repeat(Math.max(2, KIND + 2 - kind.length())) + what)
                .strip();
    }

    private static String subject(EventReply event) {
        StringJoiner subject = new StringJoiner("/");
        for (String part : new String[] {event.service(), event.upstream(), event.server()}) {
            if (!part.isEmpty()) {
                subject.add(part);
            }
        }
        return subject.toString();
    }

    private static String time(String at, ZoneId zone) {
        try {
            return TIME.format(Instant.parse(at).atZone(zone));
        } catch (DateTimeException e) {
            return at;
        }
    }
}
