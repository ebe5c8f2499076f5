package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What reading costs, for one event with one token. The bounds are generous; the figures are in the output. */
class AnswerCostTest {
    private static final int ROUNDS = 15;
    private static final int EVENTS = 20_000;
    private static final String CHATCHAT = "data: {\"id\": \"chatd2a5e1f4-7a0f-4a2e-8c35-51f8f9f0c0a1\","
            + " \"object\": \"chat.completion.chunk\", \"model\": \"qwen2-instruct\", \"created\": 1731132026,"
            + " \"status\": null, \"message_type\": 1, \"message_id\": null, \"is_ref\": false, \"choices\":"
            + " [{\"delta\": {\"content\": \"年假\", \"tool_calls\": []}, \"role\": \"assistant\"}]}\r\n\r\n";
    private static final String OPENAI = "data: {\"id\":\"chat6aa251c3\",\"choices\":[{\"delta\":{\"content\":\"签收\","
            + "\"function_call\":null,\"role\":null,\"tool_calls\":null},\"finish_reason\":null,\"index\":0,"
            + "\"logprobs\":null}],\"created\":1731132040,\"model\":\"qwen2-instruct\","
            + "\"object\":\"chat.completion.chunk\",\"system_fingerprint\":null,\"usage\":null}\n\n";

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** On a thread as event loops have, without the bookkeeping that finds buffers nobody released. */
    @Test
    void aTokenCostsAboutAMicrosecond() throws Exception {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        DefaultEventExecutor loop = new DefaultEventExecutor();
        try {
            loop.submit(this::measure).get();
        } finally {
            ResourceLeakDetector.setLevel(level);
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
        }
    }

    private void measure() {
        check("kb_chat, as read from a socket", Dialect.CHATCHAT, CHATCHAT, true, false);
        check("kb_chat, on the heap", Dialect.CHATCHAT, CHATCHAT, false, false);
        check("kb_chat, each event in two pieces", Dialect.CHATCHAT, CHATCHAT, true, true);
        check("OpenAI, as read from a socket", Dialect.OPENAI, OPENAI, true, false);
    }

    private void check(String what, Dialect dialect, String event, boolean direct, boolean split) {
        byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
        PooledByteBufAllocator pool = PooledByteBufAllocator.DEFAULT;
        ByteBuf whole = direct ? pool.directBuffer(bytes.length) : pool.heapBuffer(bytes.length);
        ByteBuf all = whole.writeBytes(bytes);
        ByteBuf first = all.slice(0, bytes.length / 2);
        ByteBuf second = all.slice(bytes.length / 2, bytes.length - bytes.length / 2);
        long best = Long.MAX_VALUE;
        long least = Long.MAX_VALUE;
        try {
            for (int round = 0; round < ROUNDS; round++) {
                AnswerReader reader = AnswerReader.of(dialect, Asked.QUESTION, 200, Reading.EVENTS, null);
                long allocated = threads.getCurrentThreadAllocatedBytes();
                long started = threads.getCurrentThreadCpuTime();
                for (int i = 0; i < EVENTS; i++) {
                    if (split) {
                        reader.read(first);
                        reader.read(second);
                    } else {
                        reader.read(all);
                    }
                }
                best = Math.min(best, threads.getCurrentThreadCpuTime() - started);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - allocated);
                assertThat(reader.events()).isEqualTo(EVENTS);
                assertThat(reader.failed()).isNull();
                assertThat(reader.outcome()).isEqualTo(dialect == Dialect.OPENAI ? Outcome.TRUNCATED : Outcome.OK);
            }
        } finally {
            whole.release();
        }
        System.out.printf(
                "%s: %d bytes, %d ns and %d bytes allocated an event%n",
                what, bytes.length, best / EVENTS, least / EVENTS);
        assertThat(best / EVENTS).as("nanoseconds of %s", what).isLessThan(20_000);
        assertThat(least / EVENTS).as("bytes of %s", what).isLessThan(2_000);
    }
}
