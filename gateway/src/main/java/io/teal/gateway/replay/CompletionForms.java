package io.teal.gateway.replay;

import io.teal.gateway.question.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The forms of OpenAI's protocol, as its client libraries read them. Chatchat prints every value, be it null, and has no
 * end mark; a model server leaves out what is not there. Numbers of tokens are told where they came, so in no stream that is
 * made from a whole: only who asks for them gets them there.
 */
final class CompletionForms {
    private static final String EVENTS = "text/event-stream; charset=utf-8";
    private static final String CHUNK = "chat.completion.chunk";
    private static final String WHOLE = "chat.completion";
    private static final String FINISH = "finish_reason";
    /** In place of a time that was not told: a replay writes its own over it. */
    private static final String SOME_TIME = "1700000000";

    /** What a model server tells at the top level beside what everybody does. */
    private static final List<String> MORE = List.of("system_fingerprint", "service_tier");

    /** What Chatchat has at the top level in an order of its own; others follow. */
    private static final Set<String> FIRST = Set.of("id", "created", "model", "object", "system_fingerprint");

    private CompletionForms() {}

    static @Nullable StoredAnswer stream(StoredAnswer answer) {
        Completion said = Completion.in(answer);
        if (said == null) {
            return null;
        }
        boolean chatchat = answer.shape() == Shape.THROUGH_CHATCHAT;
        List<String> events = new ArrayList<>();
        events.add(chunk(said, chatchat, opening(chatchat, said.role()), null));
        if (!said.texts().isEmpty()) {
            events.add(chunk(said, chatchat, chatchat ? deltaOfChatchat(said) : texts(said), null));
        }
        Json last = chatchat ? deltaOfChatchat("", null) : Json.compact();
        events.add(chunk(said, chatchat, last, said.finish()));
        if (!chatchat) {
            events.add("[DONE]");
        }
        return Forms.events(answer, EVENTS, chatchat ? "\r\n" : "\n", events);
    }

    static @Nullable StoredAnswer whole(StoredAnswer answer) {
        Completion said = Completion.in(answer);
        if (said == null) {
            return null;
        }
        boolean chatchat = answer.shape() == Shape.THROUGH_CHATCHAT;
        return Forms.body(answer, chatchat ? wholeOfChatchat(said) : whole(said));
    }

    private static Json opening(boolean chatchat, String role) {
        return chatchat
                ? deltaOfChatchat("", role)
                : Json.compact().text(Completion.ROLE, role).text(Completion.CONTENT, "");
    }

    private static Json deltaOfChatchat(String content, @Nullable String role) {
        return Json.compact()
                .text(Completion.CONTENT, content)
                .json("function_call", null)
                .text(Completion.ROLE, role)
                .json("tool_calls", null);
    }

    private static Json deltaOfChatchat(Completion said) {
        return others(deltaOfChatchat(said.content(), null), said);
    }

    private static Json texts(Completion said) {
        Json out = Json.compact();
        for (Map.Entry<String, StringBuilder> text : said.texts().entrySet()) {
            out = out.text(text.getKey(), text.getValue().toString());
        }
        return out;
    }

    private static Json others(Json to, Completion said) {
        Json out = to;
        for (Map.Entry<String, StringBuilder> text : said.texts().entrySet()) {
            if (!text.getKey().equals(Completion.CONTENT)) {
                out = out.text(text.getKey(), text.getValue().toString());
            }
        }
        return out;
    }

    private static String chunk(Completion said, boolean chatchat, Json delta, @Nullable String finish) {
        if (chatchat) {
            Json choice = Json.compact()
                    .object("delta", delta)
                    .text(FINISH, finish)
                    .json("index", "0")
                    .json("logprobs", null);
            return aroundOfChatchat(said, CHUNK, choice, null);
        }
        Json choice = Json.compact()
                .json("index", "0")
                .object("delta", delta)
                .json("logprobs", null)
                .text(FINISH, finish);
        return head(said, CHUNK).list("choices", choice).end();
    }

    private static String whole(Completion said) {
        Json message = Json.compact().text(Completion.ROLE, said.role()).text(Completion.CONTENT, said.content());
        Json choice = Json.compact()
                .json("index", "0")
                .object("message", others(message, said))
                .json("logprobs", null)
                .text(FINISH, said.finish());
        Json out = head(said, WHOLE).list("choices", choice);
        return (said.usage() == null ? out : out.json("usage", said.usage())).end();
    }

    private static Json head(Completion said, String object) {
        Map<String, String> head = said.head();
        Json out = Json.compact()
                .json("id", head.getOrDefault("id", "\"\""))
                .text("object", object)
                .json("created", head.getOrDefault("created", SOME_TIME))
                .json("model", head.getOrDefault("model", "\"\""));
        for (String name : MORE) {
            out = head.containsKey(name) ? out.json(name, head.get(name)) : out;
        }
        return out;
    }

    private static String wholeOfChatchat(Completion said) {
        Json message = Json.compact()
                .text(Completion.CONTENT, said.content())
                .text(Completion.ROLE, said.role())
                .json("function_call", null)
                .json("tool_calls", null);
        Json choice = Json.compact()
                .text(FINISH, said.finish())
                .json("index", "0")
                .json("logprobs", null)
                .object("message", others(message, said));
        return aroundOfChatchat(said, WHOLE, choice, said.usage());
    }

    private static String aroundOfChatchat(Completion said, String object, Json choice, @Nullable String usage) {
        Map<String, String> head = said.head();
        Json out = Json.compact()
                .json("id", head.getOrDefault("id", "\"\""))
                .list("choices", choice)
                .json("created", head.getOrDefault("created", SOME_TIME))
                .json("model", head.getOrDefault("model", "\"\""))
                .text("object", object)
                .json("system_fingerprint", head.get("system_fingerprint"))
                .json("usage", usage);
        for (Map.Entry<String, String> more : head.entrySet()) {
            out = FIRST.contains(more.getKey()) ? out : out.json(more.getKey(), more.getValue());
        }
        return out.end();
    }

    /** What an answer of OpenAI's protocol says, whatever its form. */
    private static final class Completion {
        static final String ROLE = "role";
        static final String CONTENT = "content";

        /** What comes token by token, so that the parts make the whole. */
        private static final Set<String> TEXTS = Set.of(CONTENT, "reasoning_content", "reasoning", "refusal");

        private static final String NULL = "null";
        private static final String USAGE = "usage";

        private final Map<String, String> head = new LinkedHashMap<>();
        private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
        private String role = "assistant";
        private @Nullable String finish;
        private @Nullable String usage;

        private Completion() {}

        /** What the answer says; null when it is none, or has what cannot be told in another form. */
        static @Nullable Completion in(StoredAnswer answer) {
            Completion completion = new Completion();
            boolean choice = false;
            for (Said said : answer.said()) {
                if (!said.object() || !said.choices() || said.more() || said.error()) {
                    return null;
                }
                completion.add(said);
                choice |= said.choice();
            }
            return choice ? completion : null;
        }

        private void add(Said said) {
            for (String name : said.names()) {
                String json = said.json(name);
                boolean none = json == null || json.equals(NULL);
                if (name.equals(USAGE)) {
                    usage = none ? usage : json;
                } else if (json != null && head.getOrDefault(name, NULL).equals(NULL)) {
                    head.put(name, json);
                }
            }
            for (Map.Entry<String, String> text : said.texts().entrySet()) {
                if (TEXTS.contains(text.getKey())) {
                    texts.computeIfAbsent(text.getKey(), unused -> new StringBuilder())
                            .append(text.getValue());
                } else if (text.getKey().equals(ROLE) && !text.getValue().isEmpty()) {
                    role = text.getValue();
                }
            }
            finish = said.finish() == null ? finish : said.finish();
        }

        /** The JSON at the top level but for choices and usage, by its name; of a stream the first that is not null. */
        Map<String, String> head() {
            return head;
        }

        /** What a message says beside its role, by its name. */
        Map<String, StringBuilder> texts() {
            return texts;
        }

        /** The content; empty when there is none. */
        String content() {
            StringBuilder content = texts.get(CONTENT);
            return content == null ? "" : content.toString();
        }

        String role() {
            return role;
        }

        /** Why it ended; null when it did not say so. */
        @Nullable String finish() {
            return finish;
        }

        /** The JSON of the numbers of tokens; null when they were not told. */
        @Nullable String usage() {
            return usage;
        }
    }
}
