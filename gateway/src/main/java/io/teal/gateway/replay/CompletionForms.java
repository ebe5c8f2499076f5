package io.teal.gateway.replay;

import io.teal.gateway.question.Shape;
import java.util.ArrayList;
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
        Members last = chatchat ? deltaOfChatchat("", null) : Members.compact();
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

    private static Members opening(boolean chatchat, String role) {
        return chatchat
                ? deltaOfChatchat("", role)
                : Members.compact().text(Completion.ROLE, role).text(Completion.CONTENT, "");
    }

    private static Members deltaOfChatchat(String content, @Nullable String role) {
        return Members.compact()
                .text(Completion.CONTENT, content)
                .json("function_call", null)
                .text(Completion.ROLE, role)
                .json("tool_calls", null);
    }

    private static Members deltaOfChatchat(Completion said) {
        return others(deltaOfChatchat(said.content(), null), said);
    }

    private static Members texts(Completion said) {
        Members out = Members.compact();
        for (Map.Entry<String, StringBuilder> text : said.texts().entrySet()) {
            out = out.text(text.getKey(), text.getValue().toString());
        }
        return out;
    }

    private static Members others(Members to, Completion said) {
        Members out = to;
        for (Map.Entry<String, StringBuilder> text : said.texts().entrySet()) {
            if (!text.getKey().equals(Completion.CONTENT)) {
                out = out.text(text.getKey(), text.getValue().toString());
            }
        }
        return out;
    }

    private static String chunk(Completion said, boolean chatchat, Members delta, @Nullable String finish) {
        if (chatchat) {
            Members choice = Members.compact()
                    .object("delta", delta)
                    .text(FINISH, finish)
                    .json("index", "0")
                    .json("logprobs", null);
            return aroundOfChatchat(said, CHUNK, choice, null);
        }
        Members choice = Members.compact()
                .json("index", "0")
                .object("delta", delta)
                .json("logprobs", null)
                .text(FINISH, finish);
        return head(said, CHUNK).list("choices", choice).end();
    }

    private static String whole(Completion said) {
        Members message = Members.compact().text(Completion.ROLE, said.role()).text(Completion.CONTENT, said.content());
        Members choice = Members.compact()
                .json("index", "0")
                .object("message", others(message, said))
                .json("logprobs", null)
                .text(FINISH, said.finish());
        Members out = head(said, WHOLE).list("choices", choice);
        return (said.usage() == null ? out : out.json("usage", said.usage())).end();
    }

    private static Members head(Completion said, String object) {
        Map<String, String> head = said.head();
        Members out = Members.compact()
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
        Members message = Members.compact()
                .text(Completion.CONTENT, said.content())
                .text(Completion.ROLE, said.role())
                .json("function_call", null)
                .json("tool_calls", null);
        Members choice = Members.compact()
                .text(FINISH, said.finish())
                .json("index", "0")
                .json("logprobs", null)
                .object("message", others(message, said));
        return aroundOfChatchat(said, WHOLE, choice, said.usage());
    }

    private static String aroundOfChatchat(Completion said, String object, Members choice, @Nullable String usage) {
        Map<String, String> head = said.head();
        Members out = Members.compact()
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
}
