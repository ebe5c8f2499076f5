package io.teal.gateway.replay;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an answer of OpenAI's protocol says, whatever its form. */
final class Completion {
    static final String ROLE = "role";
    static final String CONTENT = "content";

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
            if (!text.getKey().equals(ROLE)) {
                texts.computeIfAbsent(text.getKey(), unused -> new StringBuilder())
                        .append(text.getValue());
            } else if (!text.getValue().isEmpty()) {
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
