package io.teal.gateway.cache;

import io.teal.gateway.question.Shape;
import io.teal.gateway.replay.StoredAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Entries and keys for tests. */
final class Entries {
    static final long STORED_AT = 1_700_000_000_000L;

    private Entries() {}

    /** A key like no other number's. */
    static CacheKey key(int number) {
        return key(number, new long[] {1, 2, 3, 4});
    }

    static CacheKey key(int number, long[] epochs) {
        return CacheKey.of("faq", "chat", "blue", epochs, "", ("question " + number).getBytes(StandardCharsets.UTF_8));
    }

    static Tag tag(String question) {
        return new Tag("faq", "chat", "blue", "hr_faq", question, false);
    }

    /** An answer of one body, to a question. */
    static Entry entry(String question, String text) {
        return entry(tag(question), text);
    }

    static Entry entry(Tag tag, String text) {
        String body =
                "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1700000000,\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"" + text
                        + "\"},\"finish_reason\":\"stop\"}]}";
        StoredAnswer answer =
                StoredAnswer.ofWhole(Shape.MODEL_SERVER, "application/json", body.getBytes(StandardCharsets.UTF_8));
        return new Entry(answer, STORED_AT, 2500, tag);
    }

    /** An answer that came as a stream of so many events. */
    static Entry stream(String question, int events) {
        List<byte[]> all = new java.util.ArrayList<>();
        for (int i = 0; i < events; i++) {
            String event = "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                    + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"词" + i + "\"}}]}\n\n";
            all.add(event.getBytes(StandardCharsets.UTF_8));
        }
        return new Entry(
                StoredAnswer.ofEvents(Shape.MODEL_SERVER, "text/event-stream", all), STORED_AT, 2500, tag(question));
    }

    /** Letters that do not repeat, so that nothing makes them shorter than half. */
    static String noise(int length, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('A' + random.nextInt(26)));
        }
        return text.toString();
    }
}
