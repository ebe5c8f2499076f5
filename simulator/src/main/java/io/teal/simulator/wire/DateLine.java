package io.teal.simulator.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The {@code date} line of responses and, where the server has one, its {@code server} line; rendered once a second (uvicorn
 * does the same). Safe for several threads.
 */
final class DateLine {
    private record Rendered(long second, String text) {}

    private final String server;
    private volatile Rendered rendered = new Rendered(-1, "");

    /** @param server what the server calls itself; empty when it does not say */
    DateLine(String server) {
        this.server = server.isEmpty() ? "" : "server: " + server + "\r\n";
    }

    String text() {
        long second = System.currentTimeMillis() / 1000;
        Rendered current = rendered;
        if (current.second() != second) {
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    Instant.ofEpochSecond(second).atOffset(ZoneOffset.UTC));
            // RFC_1123_DATE_TIME writes a one-digit day; HTTP wants two (RFC 9110, section 5.6.7).
            String padded = date.charAt(6) == ' ' ? date.substring(0, 5) + '0' + date.substring(5) : date;
            current = new Rendered(second, "date: " + padded + "\r\n" + server);
            rendered = current;
        }
        return current.text();
    }
}
