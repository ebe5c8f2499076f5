package io.teal.benchmarks.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.teal.gateway.answer.AnswerReader;
import io.teal.gateway.answer.Asked;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading a streamed answer of 101 events, in pieces on the heap as Vert.x hands them out. An operation is one event. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls the setup first.
public class Events {
    private static final int EVENTS = 101;
    private static final int PACKET = 1448;

    @Param
    From from;

    @Param
    Pieces pieces;

    private ByteBuf[] stream;

    /** Who answers. */
    public enum From {
        /** Chatchat's {@code kb_chat}: three documents, then tokens. */
        CHATCHAT(Dialect.CHATCHAT) {
            @Override
            List<String> events() {
                List<String> events = new ArrayList<>();
                String document = "出处 [1] [年假制度.md](http://127.0.0.1:7861/knowledge_base/download_doc?name=1) \\n\\n"
                        + "员工累计工作已满一年不满十年的,年休假五天。".repeat(8);
                events.add(
                        chatchat("", "\"docs\": [\"" + document + "\", \"" + document + "\", \"" + document + "\"], "));
                while (events.size() < EVENTS) {
                    events.add(chatchat("年假", ""));
                }
                return events;
            }
        },
        /** A model server: tokens, a finish reason, the end. */
        OPENAI(Dialect.OPENAI) {
            @Override
            List<String> events() {
                List<String> events = new ArrayList<>();
                while (events.size() < EVENTS - 2) {
                    events.add(openai("\"签收\"", "null"));
                }
                events.add(openai("null", "\"stop\""));
                events.add("data: [DONE]\n\n");
                return events;
            }
        };

        private final Dialect dialect;

        From(Dialect dialect) {
            this.dialect = dialect;
        }

        abstract List<String> events();

        AnswerReader reader() {
            return AnswerReader.of(dialect, Asked.QUESTION, 200, "text/event-stream; charset=utf-8", null);
        }

        private static String chatchat(String content, String docs) {
            return "data: {\"id\": \"chatd2a5e1f4-7a0f-4a2e-8c35-51f8f9f0c0a1\", \"object\": \"chat.completion.chunk\","
                    + " \"model\": \"qwen2-instruct\", \"created\": 1731132026, \"status\": null, \"message_type\": 1,"
                    + " \"message_id\": null, \"is_ref\": false, " + docs + "\"choices\": [{\"delta\": {\"content\": \""
                    + content + "\", \"tool_calls\": []}, \"role\": \"assistant\"}]}\r\n\r\n";
        }

        private static String openai(String content, String finish) {
            return "data: {\"id\":\"chat6aa251c3\",\"choices\":[{\"delta\":{\"content\":" + content
                    + ",\"function_call\":null,\"role\":null,\"tool_calls\":null},\"finish_reason\":" + finish
                    + ",\"index\":0,\"logprobs\":null}],\"created\":1731132040,\"model\":\"qwen2-instruct\","
                    + "\"object\":\"chat.completion.chunk\",\"system_fingerprint\":null,\"usage\":null}\n\n";
        }
    }

    /** What a stream comes in. */
    public enum Pieces {
        /** An event each. */
        WHOLE,
        /** Half an event each. */
        HALVES,
        /** Packets of 1448 bytes, as when events have piled up: a few each, the last one cut. */
        PACKETS;

        ByteBuf[] of(List<String> events) {
            return switch (this) {
                case WHOLE ->
                    events.stream()
                            .map(event -> Unpooled.wrappedBuffer(utf8(event)))
                            .toArray(ByteBuf[]::new);
                case HALVES ->
                    events.stream()
                            .map(Pieces::utf8)
                            .flatMap(event -> cut(event, (event.length + 1) / 2).stream())
                            .toArray(ByteBuf[]::new);
                case PACKETS -> cut(utf8(String.join("", events)), PACKET).toArray(ByteBuf[]::new);
            };
        }

        private static List<ByteBuf> cut(byte[] bytes, int size) {
            List<ByteBuf> pieces = new ArrayList<>();
            for (int at = 0; at < bytes.length; at += size) {
                pieces.add(Unpooled.copiedBuffer(bytes, at, Math.min(size, bytes.length - at)));
            }
            return pieces;
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** All events must be found, the tokens among them, and the answer must be judged a good one. */
    @Setup
    public void prepare() {
        stream = pieces.of(from.events());
        AnswerReader reader = read();
        Check.that(reader.events() == EVENTS, reader.events() + " events were found instead of " + EVENTS);
        Check.that(reader.begun(), "no token was found");
        reader.end();
        Check.that(reader.outcome() == Outcome.OK, "the answer is judged as " + reader.outcome());
    }

    /** Reads a stream from its beginning to its end. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public AnswerReader read() {
        AnswerReader reader = from.reader();
        for (ByteBuf piece : stream) {
            reader.read(piece);
        }
        return reader;
    }
}
