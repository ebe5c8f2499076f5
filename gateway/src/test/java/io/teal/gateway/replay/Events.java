package io.teal.gateway.replay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.teal.gateway.question.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Event streams for tests. */
final class Events {
    static final String TYPE = "text/event-stream; charset=utf-8";

    private Events() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The events of a stream that comes in pieces of this size. */
    static List<byte[]> cut(byte[] stream, int piece) {
        List<byte[]> events = new ArrayList<>();
        EventCutter cutter = new EventCutter();
        for (int at = 0; at < stream.length; at += piece) {
            cutter.read(stream, at, Math.min(stream.length, at + piece), events::add);
        }
        return events;
    }

    static List<String> cut(String stream) {
        return cut(utf8(stream), Integer.MAX_VALUE / 2).stream()
                .map(Events::text)
                .toList();
    }

    /** An answer as it is told again. */
    static byte[] fresh(StoredAnswer answer, long epochSeconds) {
        ByteBuf out = Unpooled.buffer().writeBytes(utf8("before"));
        answer.fresh(out, epochSeconds);
        return ByteBufUtil.getBytes(out, "before".length(), out.writerIndex() - "before".length());
    }

    /** An answer of these data. */
    static StoredAnswer answer(Shape shape, String lineEnd, String... data) {
        List<byte[]> events = new ArrayList<>();
        for (String one : data) {
            events.add(utf8("data: " + one + lineEnd + lineEnd));
        }
        return StoredAnswer.ofEvents(shape, TYPE, events);
    }

    /** The data of the events of an answer, each of which has one line. */
    static List<String> data(StoredAnswer answer) {
        List<String> all = new ArrayList<>();
        byte[] body = answer.bytes();
        int from = 0;
        for (int i = 0; i < answer.events(); i++) {
            String event = new String(body, from, answer.end(i) - from, StandardCharsets.UTF_8);
            all.add(event.strip().substring("data: ".length()));
            from = answer.end(i);
        }
        return all;
    }
}
