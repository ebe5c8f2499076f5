package io.teal.gateway.replay;

import org.jspecify.annotations.Nullable;

/** Says of an answer that was judged ok whether it is good enough to be told to others as well. */
public final class Admission {
    private static final String REFUSAL = "根据已知信息无法回答该问题";

    private Admission() {}

    /** Why the answer is not kept, in one word; null when it is. */
    public static @Nullable String refusal(StoredAnswer answer) {
        String text = answer.text();
        if (text.isBlank()) {
            return "blank";
        }
        return text.contains(REFUSAL) ? "refusal_text" : null;
    }
}
