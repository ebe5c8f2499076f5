package io.teal.gateway.question;

import io.teal.gateway.routing.Policies;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A question to the model alone, in OpenAI's form: to a model server, or through Chatchat. */
final class ModelQuestion {
    static final int KIND = 4;

    /** Fields for which null is the same as absent. Of all others, servers may make a difference. */
    private static final Set<String> OPTIONAL = Set.of(
            "frequency_penalty",
            "presence_penalty",
            "logit_bias",
            "max_completion_tokens",
            "response_format",
            "seed",
            "stop",
            "top_p");
    /** Who asks and how the answer travels make no other answer; the rest has been looked at. */
    private static final Set<String> TAKEN = Set.of(
            "messages",
            "model",
            "temperature",
            "max_tokens",
            "stream",
            "stream_options",
            "user",
            "n",
            "logprobs",
            "top_logprobs",
            "tools",
            "tool_choice",
            "functions",
            "function_call",
            "conversation_id");

    private ModelQuestion() {}

    static Meaning read(Shape shape, String prefix, byte[] body, Policies.Cache policy) throws Unkept {
        Map<String, Json> members = Json.body(body, null);
        Fields fields = new Fields(members);
        boolean streamed = fields.flag("stream", false);
        Json temperature = fields.value("temperature");
        double sampled = temperature == null ? (shape == Shape.MODEL_SERVER ? 1.0 : 0.7) : Lax.real(temperature);
        Messages messages = Messages.of(fields.value("messages"));
        String text = text(messages.question());
        Canonical canonical = new Canonical(KIND)
                .text(prefix)
                .maybe(fields.text("model"))
                .flag(temperature != null)
                .real(temperature == null ? 0 : sampled)
                .whole(fields.whole("max_tokens", -1))
                .whole(messages.before().size());
        for (Messages.Turn turn : messages.before()) {
            write(canonical, turn, false);
        }
        write(canonical, messages.question(), true);
        canonical.members(streamOptions(fields));
        canonical.members(others(members));
        Reason reason = refusal(fields);
        if (reason == null && sampled > policy.temperature()) {
            reason = Reason.TEMPERATURE;
        }
        return reason == null ? new Meaning.Question(canonical.bytes(), text, "", shape, streamed) : reason.bypass();
    }

    private static @Nullable Reason refusal(Fields fields) throws Unkept {
        long choices = fields.whole("n", 1);
        if (choices < 1) {
            return Reason.BODY;
        }
        if (!fields.text("conversation_id", "").isEmpty()) {
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
    private static Map<String, Json> streamOptions(Fields fields) throws Unkept {
        return switch (fields.value("stream_options")) {
            case null -> Map.of();
            case Json.Members(var options) -> {
                Map<String, Json> on = new HashMap<>();
                options.forEach((name, value) -> {
                    if (value != Json.Nothing.NULL && !(value instanceof Json.Flag(boolean flag) && !flag)) {
                        on.put(name, value);
                    }
                });
                yield on;
            }
            default -> throw Reason.BODY.unkept();
        };
    }

    private static Map<String, Json> others(Map<String, Json> members) {
        Map<String, Json> others = new HashMap<>();
        members.forEach((name, value) -> {
            boolean absent = value == Json.Nothing.NULL && OPTIONAL.contains(name);
            if (!absent && !TAKEN.contains(name)) {
                others.put(name, value);
            }
        });
        return others;
    }

    private static String text(Messages.Turn question) {
        return Wording.normalise(String.join("\n", question.parts()));
    }

    private static void write(Canonical canonical, Messages.Turn turn, boolean question) throws Unkept {
        List<String> parts = turn.parts();
        canonical.text(turn.role()).flag(turn.list()).whole(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            boolean last = question && i == parts.size() - 1;
            canonical.text(last ? Wording.normalise(parts.get(i)) : parts.get(i));
        }
        canonical.members(turn.others());
    }
}
