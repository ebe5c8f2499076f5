package io.teal.gateway.question;

import io.teal.gateway.routing.Policies;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A question to the model alone, in OpenAI's form: to a model server, or through Chatchat. */
final class ModelQuestion {
    private static final int MODEL_SERVER_KIND = 4;
    private static final int THROUGH_CHATCHAT_KIND = 5;

    private static final Json NO_CONVERSATION = new Json.Text("");

    /** All that has been looked at one by one, and {@code user}: who asks makes no other answer. */
    private static final Set<String> TAKEN = Set.of(
            "messages",
            "model",
            "temperature",
            "top_p",
            "frequency_penalty",
            "presence_penalty",
            "seed",
            "max_tokens",
            "max_completion_tokens",
            "stop",
            "response_format",
            "logit_bias",
            "n",
            "logprobs",
            "top_logprobs",
            "tools",
            "tool_choice",
            "functions",
            "function_call",
            "stream",
            "stream_options",
            "user",
            "conversation_id");

    private ModelQuestion() {}

    /**
     * From {@code /v1/chat/completions}.
     *
     * @param path the path when it is another one, else empty
     */
    static Meaning read(Shape shape, String path, byte[] body, Policies.Cache policy) throws Reason.Unkept {
        Map<String, Json> members = Json.body(body, null);
        Fields fields = new Fields(members);
        boolean streamed = fields.flag("stream", false);
        Messages messages = Messages.of(fields.value("messages"));
        String text = Wording.normalise(String.join("\n", messages.question().parts()));
        double temperature = fields.real("temperature", usual(shape));
        if (temperature < 0) {
            throw Reason.BODY.unkept();
        }
        Canonical canonical = new Canonical(kind(shape)).text(path).maybe(fields.text("model"));
        // What the server takes when it is not told is its own affair: absent is a value of its own.
        real(canonical, fields, "temperature");
        real(canonical, fields, "top_p");
        real(canonical, fields, "frequency_penalty");
        real(canonical, fields, "presence_penalty");
        whole(canonical, fields, "seed");
        whole(canonical, fields, "max_tokens");
        whole(canonical, fields, "max_completion_tokens");
        any(canonical, fields, "stop");
        any(canonical, fields, "response_format");
        any(canonical, fields, "logit_bias");
        canonical.whole(messages.before().size());
        for (Messages.Turn turn : messages.before()) {
            turn(canonical, turn, false);
        }
        turn(canonical, messages.question(), true);
        canonical.members(streamOptions(fields)).members(others(members));
        Reason reason = refusal(fields);
        if (reason == null && temperature > policy.temperature()) {
            reason = Reason.TEMPERATURE;
        }
        return reason == null ? new Meaning.Question(canonical.bytes(), text, "", shape, streamed) : reason.bypass();
    }

    /** The temperature of a question that names none: of the OpenAI API, and of Chatchat's schema. */
    private static double usual(Shape shape) {
        return shape == Shape.MODEL_SERVER ? 1.0 : ChatchatQuestion.TEMPERATURE;
    }

    /** A kind for each shape: a route that changes its dialect must not find answers of the other one. */
    private static int kind(Shape shape) {
        return shape == Shape.MODEL_SERVER ? MODEL_SERVER_KIND : THROUGH_CHATCHAT_KIND;
    }

    private static void real(Canonical canonical, Fields fields, String name) throws Reason.Unkept {
        Json value = fields.value(name);
        canonical.flag(value != null);
        if (value != null) {
            canonical.real(Fields.real(value));
        }
    }

    private static void whole(Canonical canonical, Fields fields, String name) throws Reason.Unkept {
        Json value = fields.value(name);
        canonical.flag(value != null);
        if (value != null) {
            canonical.whole(Fields.whole(value));
        }
    }

    private static void any(Canonical canonical, Fields fields, String name) throws Reason.Unkept {
        Json value = fields.value(name);
        canonical.value(value == null ? Json.Nothing.NULL : value);
    }

    /** A message; the last thing that is asked as everybody would have typed it, all else as it was sent. */
    private static void turn(Canonical canonical, Messages.Turn turn, boolean question) throws Reason.Unkept {
        List<String> parts = turn.parts();
        canonical.text(turn.role()).flag(turn.list()).whole(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            boolean last = question && i == parts.size() - 1;
            canonical.text(last ? Wording.normalise(parts.get(i)) : parts.get(i));
        }
        canonical.members(turn.others());
    }

    private static @Nullable Reason refusal(Fields fields) throws Reason.Unkept {
        long choices = fields.whole("n", 1);
        if (choices < 1) {
            return Reason.BODY;
        }
        Json conversation = fields.value("conversation_id");
        if (conversation != null && !conversation.equals(NO_CONVERSATION)) {
            return Reason.CONVERSATION;
        }
        if (some(fields.value("tools"))
                || some(fields.value("functions"))
                || chosen(fields.value("tool_choice"))
                || chosen(fields.value("function_call"))) {
            return Reason.TOOLS;
        }
        if (choices > 1) {
            return Reason.CHOICES;
        }
        if (fields.flag("logprobs", false) || fields.whole("top_logprobs", 0) != 0) {
            return Reason.LOGPROBS;
        }
        return null;
    }

    private static boolean some(@Nullable Json tools) {
        return tools != null && !(tools instanceof Json.Items(var values) && values.isEmpty());
    }

    private static boolean chosen(@Nullable Json choice) {
        return choice != null && !(choice instanceof Json.Text(String text) && text.equals("none"));
    }

    /** What the answer has beside the usual because of them; what is off is as good as absent. */
    private static Map<String, Json> streamOptions(Fields fields) throws Reason.Unkept {
        Json value = fields.value("stream_options");
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Json.Members(var options))) {
            throw Reason.BODY.unkept();
        }
        Map<String, Json> on = new HashMap<>();
        options.forEach((name, option) -> {
            boolean off = option == Json.Nothing.NULL || (option instanceof Json.Flag(boolean flag) && !flag);
            if (!off) {
                on.put(name, option);
            }
        });
        return on;
    }

    /** What is not known here: servers may understand it, and may tell null from absent. */
    private static Map<String, Json> others(Map<String, Json> members) {
        Map<String, Json> others = new HashMap<>();
        members.forEach((name, value) -> {
            if (!TAKEN.contains(name)) {
                others.put(name, value);
            }
        });
        return others;
    }
}
