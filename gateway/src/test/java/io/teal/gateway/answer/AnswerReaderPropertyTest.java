package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A million events in random answers, in random pieces: judged as the parts they are made of say. */
class AnswerReaderPropertyTest {
    private static final long EVENTS = 1_000_000;

    /** What an answer can be made of, with what it means. */
    private enum Part {
        PING(": ping - 2024-11-09 06:00:15.003211", false),
        DOCS(data(Samples.chunk("", Samples.DOCS)), true),
        NOTICE(data(Samples.chunk("", Samples.NOTHING_FOUND)), true),
        OPENING(data(Samples.passed("", "null")), true),
        TOKEN(data(Samples.chunk("年假", "")), true),
        PASSED_TOKEN(data(Samples.passed("签收后", "null")), true),
        TEXT("data: 你好\ndata: 世界", true),
        STOP(data(Samples.passed("", "\"stop\"")), true),
        TOOLS(data(Samples.passed("", "\"tool_calls\"")), true),
        DONE("data: [DONE]", true),
        ERROR("data: {\"error\": \"boom\"}", true),
        MISSING("data: {\"error\": \"" + Samples.MISSING + "\"}", true),
        MODEL_ERROR("data: {\"text\": \"x\", \"error_code\": 50002}", true),
        CODE("data: {\"code\": 404, \"msg\": \"no\"}", true);

        private final String text;
        private final boolean event;

        Part(String text, boolean event) {
            this.text = text;
            this.event = event;
        }

        private static String data(String event) {
            return event.strip();
        }

        @Nullable Outcome failure(Dialect dialect) {
            return switch (this) {
                case ERROR, MODEL_ERROR -> Outcome.ERROR_EVENT;
                case MISSING -> Outcome.CLIENT_ERROR;
                case CODE -> dialect == Dialect.CHATCHAT ? Outcome.CLIENT_ERROR : null;
                case PING, DOCS, NOTICE, OPENING, TOKEN, PASSED_TOKEN, TEXT, STOP, TOOLS, DONE -> null;
            };
        }

        boolean token() {
            return this == TOKEN || this == PASSED_TOKEN || this == TEXT;
        }
    }

    private final SplittableRandom random = new SplittableRandom(7);
    private final Part[] parts = new Part[64];
    private int count;

    @Test
    void judgesAsThePartsSay() {
        long events = 0;
        long failures = 0;
        while (events < EVENTS) {
            Dialect dialect = random.nextBoolean() ? Dialect.CHATCHAT : Dialect.OPENAI;
            byte[] bytes = answer();
            AnswerReader reader = AnswerReader.of(dialect, Asked.QUESTION, 200, Reading.EVENTS, null);
            read(reader, bytes);
            reader.end();
            Outcome wanted = wanted(dialect);
            if (reader.outcome() != wanted || reader.events() != events()) {
                assertThat(reader.outcome())
                        .as("%s: %s", dialect, Arrays.toString(Arrays.copyOf(parts, count)))
                        .isEqualTo(wanted);
                assertThat(reader.events()).isEqualTo(events());
            }
            events += reader.events();
            failures += reader.failed() == null ? 0 : 1;
        }
        assertThat(events).isGreaterThanOrEqualTo(EVENTS);
        assertThat(failures).isGreaterThan(EVENTS / 200);
    }

    private byte[] answer() {
        count = random.nextInt(parts.length);
        StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "\ufeff" : "");
        // Most answers are of a few kinds of events, and most have no error.
        int kinds = random.nextInt(1, Part.values().length + 1);
        int first = random.nextInt(Part.values().length);
        String end = random.nextInt(3) == 0 ? "\n" : random.nextInt(8) == 0 ? "\r" : "\r\n";
        for (int i = 0; i < count; i++) {
            parts[i] = Part.values()[(first + random.nextInt(kinds)) % Part.values().length];
            text.append(parts[i].text.replace("\n", end)).append(end).append(end);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void read(AnswerReader reader, byte[] bytes) {
        int most = 1 << random.nextInt(4, 14);
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        while (buffer.isReadable()) {
            reader.read(buffer.readSlice(Math.min(buffer.readableBytes(), 1 + random.nextInt(most))));
        }
    }

    private int events() {
        int events = 0;
        for (int i = 0; i < count; i++) {
            events += parts[i].event ? 1 : 0;
        }
        return events;
    }

    private Outcome wanted(Dialect dialect) {
        for (int i = 0; i < count; i++) {
            Outcome failure = parts[i].failure(dialect);
            if (failure != null) {
                return failure;
            }
        }
        boolean token = false;
        boolean finishKnown = dialect == Dialect.OPENAI;
        Part finish = Part.PING;
        for (int i = 0; i < count; i++) {
            token |= parts[i].token();
            finishKnown |= parts[i] == Part.OPENING
                    || parts[i] == Part.PASSED_TOKEN
                    || parts[i] == Part.STOP
                    || parts[i] == Part.TOOLS;
            finish = parts[i] == Part.STOP || parts[i] == Part.TOOLS ? parts[i] : finish;
        }
        if (!token) {
            return finish == Part.TOOLS ? Outcome.OK : Outcome.EMPTY;
        }
        if (finishKnown && finish == Part.PING && !has(Part.DONE)) {
            return Outcome.TRUNCATED;
        }
        return has(Part.NOTICE) && !has(Part.DOCS) ? Outcome.NO_DOCUMENTS : Outcome.OK;
    }

    private boolean has(Part part) {
        for (int i = 0; i < count; i++) {
            if (parts[i] == part) {
                return true;
            }
        }
        return false;
    }
}
