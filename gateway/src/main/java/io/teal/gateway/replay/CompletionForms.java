package io.teal.gateway.replay;

import io.teal.gateway.question.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The forms of OpenAI's protocol, as its client libraries read them. Chatchat prints every value, be it null, and has no
 * end mark; a model server leaves out what is not there.
 */
final class CompletionForms {
    private static final String EVENTS = "text/event-stream; charset=utf-8";
    private static final String ROLE = "role";
    private static final String CONTENT = "content";
    /** In place of a time that is not told: replays write theirs over it. */
    private static final String SOME_TIME = "1700000000";

    /** What is told at the top level beside what every chunk has. */
    private static final String[] MORE = {"system_fingerprint", "service_tier", "message_id", "status"};

    /** What an answer says, whatever its form. */
    private static final class Completion {
        private final Map<String, String> head = new LinkedHashMap<>();
        private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
        private String role = "assistant";
        private @Nullable String finish;
        private @Nullable String usage;

        /** Adds a chunk or the whole; false when it has something that cannot be told in another form. */
        boolean add(Said said) {
            if (!said.object() || !said.choices() || said.more() || said.has("error")) {
                return false;
            }
            for (String name : said.names()) {
                String json = said.json(name);
                if (json != null && !json.equals("null")) {
                    if (name.equals("usage")) {
                        usage = json;
                    } else {
                        head.putIfAbsent(name, json);
                    }
                }
            }
            said.texts().forEach((name, text) -> {
                if (name.equals(ROLE)) {
                    role = text.isEmpty() ? role : text;
                } else {
                    texts.computeIfAbsent(name, unused -> new StringBuilder()).append(text);
                }
            });
            finish = said.finish() == null ? finish : said.finish();
            return true;
        }
    }

    private CompletionForms() {}

    static @Nullable StoredAnswer stream(StoredAnswer answer) {
        Completion completion = gather(answer);
        if (completion == null) {
            return null;
        }
        boolean chatchat = answer.shape() == Shape.THROUGH_CHATCHAT;
        List<String> events = new ArrayList<>();
        events.add(chunk(completion, chatchat, Map.of(CONTENT, new StringBuilder()), completion.role, null));
        if (!completion.texts.isEmpty()) {
            events.add(chunk(completion, chatchat, completion.texts, null, null));
        }
        events.add(chunk(completion, chatchat, Map.of(), null, completion.finish));
        if (!chatchat) {
            events.add("[DONE]");
        }
        return Forms.events(answer, EVENTS, chatchat ? "\r\n" : "\n", events);
    }

    static @Nullable StoredAnswer whole(StoredAnswer answer) {
        Completion completion = gather(answer);
        if (completion == null) {
            return null;
        }
        boolean chatchat = answer.shape() == Shape.THROUGH_CHATCHAT;
        return Forms.body(answer, chatchat ? wholeOfChatchat(completion) : whole(completion));
    }

    private static @Nullable Completion gather(StoredAnswer answer) {
        Completion completion = new Completion();
        boolean choice = false;
        for (Said said : answer.said()) {
            if (!completion.add(said)) {
                return null;
            }
            choice |= said.choice();
        }
        return choice ? completion : null;
    }

    private static String chunk(
            Completion from,
            boolean chatchat,
            Map<String, StringBuilder> texts,
            @Nullable String role,
            @Nullable String finish) {
        StringBuilder out = new StringBuilder("{");
        if (chatchat) {
            member(out, "id", from.head.get("id"));
            out.append(",\"choices\":[{\"delta\":");
            delta(out, texts, role);
            out.append(",\"finish_reason\":");
            Forms.value(out, finish == null ? null : Json.quoted(finish));
            out.append(",\"index\":0,\"logprobs\":null}],");
            tail(out, from, "chat.completion.chunk", null);
            return out.append('}').toString();
        }
        head(out, from, "chat.completion.chunk");
        out.append("\"choices\":[{\"index\":0,\"delta\":{");
        if (role != null) {
            member(out, ROLE, Json.quoted(role));
            out.append(texts.isEmpty() ? "" : ",");
        }
        texts(out, texts);
        out.append("},\"logprobs\":null,\"finish_reason\":");
        Forms.value(out, finish == null ? null : Json.quoted(finish));
        return out.append("}]}").toString();
    }

    private static void delta(StringBuilder out, Map<String, StringBuilder> texts, @Nullable String role) {
        StringBuilder content = texts.get(CONTENT);
        out.append('{');
        member(out, CONTENT, Json.quoted(content == null ? "" : content.toString()));
        out.append(",\"function_call\":null,");
        member(out, ROLE, role == null ? null : Json.quoted(role));
        out.append(",\"tool_calls\":null");
        others(out, texts);
        out.append('}');
    }

    private static String whole(Completion from) {
        StringBuilder out = new StringBuilder("{");
        head(out, from, "chat.completion");
        out.append("\"choices\":[{\"index\":0,\"message\":{");
        member(out, ROLE, Json.quoted(from.role));
        out.append(',');
        StringBuilder content = from.texts.get(CONTENT);
        member(out, CONTENT, Json.quoted(content == null ? "" : content.toString()));
        others(out, from.texts);
        out.append("},\"logprobs\":null,\"finish_reason\":");
        Forms.value(out, from.finish == null ? null : Json.quoted(from.finish));
        out.append("}]");
        if (from.usage != null) {
            out.append(',');
            member(out, "usage", from.usage);
        }
        return out.append('}').toString();
    }

    private static String wholeOfChatchat(Completion from) {
        StringBuilder out = new StringBuilder("{");
        member(out, "id", from.head.get("id"));
        out.append(",\"choices\":[{\"finish_reason\":");
        Forms.value(out, from.finish == null ? null : Json.quoted(from.finish));
        out.append(",\"index\":0,\"logprobs\":null,\"message\":{");
        StringBuilder content = from.texts.get(CONTENT);
        member(out, CONTENT, Json.quoted(content == null ? "" : content.toString()));
        out.append(',');
        member(out, ROLE, Json.quoted(from.role));
        out.append(",\"function_call\":null,\"tool_calls\":null");
        others(out, from.texts);
        out.append("}}],");
        tail(out, from, "chat.completion", from.usage);
        return out.append('}').toString();
    }

    /** The values in front of the choices, with a comma behind. */
    private static void head(StringBuilder out, Completion from, String object) {
        if (from.head.containsKey("id")) {
            member(out, "id", from.head.get("id"));
            out.append(',');
        }
        member(out, "object", Json.quoted(object));
        out.append(',');
        member(out, "created", from.head.getOrDefault("created", SOME_TIME));
        out.append(',');
        member(out, "model", from.head.getOrDefault("model", "\"\""));
        out.append(',');
        for (String name : MORE) {
            if (from.head.containsKey(name)) {
                member(out, name, from.head.get(name));
                out.append(',');
            }
        }
    }

    /** The values behind the choices, as Chatchat has them. */
    private static void tail(StringBuilder out, Completion from, String object, @Nullable String usage) {
        member(out, "created", from.head.getOrDefault("created", SOME_TIME));
        out.append(',');
        member(out, "model", from.head.getOrDefault("model", "\"\""));
        out.append(',');
        member(out, "object", Json.quoted(object));
        out.append(',');
        member(out, "system_fingerprint", from.head.get("system_fingerprint"));
        out.append(',');
        member(out, "usage", usage);
    }

    private static void texts(StringBuilder out, Map<String, StringBuilder> texts) {
        String between = "";
        for (Map.Entry<String, StringBuilder> text : texts.entrySet()) {
            out.append(between);
            member(out, text.getKey(), Json.quoted(text.getValue().toString()));
            between = ",";
        }
    }

    /** The texts but for the content, each with a comma before. */
    private static void others(StringBuilder out, Map<String, StringBuilder> texts) {
        texts.forEach((name, text) -> {
            if (!name.equals(CONTENT)) {
                out.append(',');
                member(out, name, Json.quoted(text.toString()));
            }
        });
    }

    private static void member(StringBuilder out, String name, @Nullable String json) {
        Json.quote(out, name);
        out.append(':');
        Forms.value(out, json);
    }
}
