package io.teal.benchmarks.micro;

import io.teal.gateway.cache.CacheKey;
import io.teal.gateway.knowledge.Epochs;
import io.teal.gateway.question.Meaning;
import io.teal.gateway.question.QuestionReader;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The key of a cached answer: reading the question, and the sum over it and what else the answer depends on. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls the setup first.
public class Keys {
    private static final String TEXT = "公司的年假怎么计算,第一年有几天?";

    /** What the gateway puts before the sum for a route {@code chat} without changes, and for an anonymous client. */
    private static final String ROUTE =
            "chat\n" + Policies.DEFAULT.rewrite() + '\n' + Policies.DEFAULT.requestHeaders();

    @Param
    To to;

    private final Epochs epochs = new Epochs(null, System::currentTimeMillis);
    private QuestionReader reader;
    private byte[] body;
    private Meaning.Question read;

    /** What is asked. */
    public enum To {
        /** {@code /chat/kb_chat}, with everything that its page sends. */
        KB_CHAT("/chat/kb_chat", Dialect.CHATCHAT, "hr_faq") {
            @Override
            String body(String question) {
                return "{\"query\": \"" + question
                        + "\", \"mode\": \"local_kb\", \"kb_name\": \"hr_faq\", \"top_k\": 3,"
                        + " \"score_threshold\": 2.0, \"history\": [], \"stream\": true, \"model\": \"qwen2-instruct\","
                        + " \"temperature\": 0.7, \"max_tokens\": 0, \"prompt_name\": \"default\","
                        + " \"return_direct\": false}";
            }
        },
        /** {@code /v1/chat/completions} of a model server, with a system message. */
        COMPLETIONS("/v1/chat/completions", Dialect.OPENAI, "") {
            @Override
            String body(String question) {
                return "{\"model\": \"qwen2-instruct\", \"messages\": [{\"role\": \"system\", \"content\":"
                        + " \"你是人事部的助手,只根据公司的制度回答问题。\"}, {\"role\": \"user\", \"content\": \"" + question
                        + "\"}], \"temperature\": 0.0, \"top_p\": 0.9, \"max_tokens\": 1024, \"stream\": true}";
            }
        };

        private final String path;
        private final Dialect dialect;
        private final String base;

        To(String path, Dialect dialect, String base) {
            this.path = path;
            this.dialect = dialect;
            this.base = base;
        }

        abstract String body(String question);
    }

    /** A question that means the same must have the same key, and another question another one. */
    @Setup
    public void prepare() {
        reader = new QuestionReader(to.dialect, Policies.Cache.DEFAULT);
        body = to.body(TEXT).getBytes(StandardCharsets.UTF_8);
        read = question(body);
        CacheKey key = sum();
        Check.that(read.base().equals(to.base), "the knowledge base is read as " + read.base());
        Check.that(key.equals(keyOf(to.body(" " + TEXT + "!"))), "one question has two keys");
        Check.that(!key.equals(keyOf(to.body("病" + TEXT))), "two questions have one key");
    }

    /** Ends what was begun. */
    @TearDown
    public void close() {
        epochs.close();
    }

    /** Reads the question in a body. */
    @Benchmark
    public Meaning question() {
        return reader.read(to.path, body);
    }

    /** Makes the key of a question that was read. */
    @Benchmark
    public CacheKey sum() {
        return keyOf(read);
    }

    private CacheKey keyOf(String sent) {
        return keyOf(question(sent.getBytes(StandardCharsets.UTF_8)));
    }

    private CacheKey keyOf(Meaning.Question question) {
        String whose = to.path + '\n' + "chat.example.org" + '\n';
        return CacheKey.of(
                ROUTE, "chat", "blue", epochs.of("chat", "blue", question.base()), whose, question.canonical());
    }

    private Meaning.Question question(byte[] sent) {
        return switch (reader.read(to.path, sent)) {
            case Meaning.Question question -> question;
            case Meaning.Bypass(String reason) -> throw new IllegalStateException("it is not kept: " + reason);
        };
    }
}
