package io.teal.gateway.question;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a question that stands for itself: what the model is told to be, then one question of the user.
 *
 * @param before system messages, each as it was sent
 * @param question what the user asks
 */
record Messages(List<Turn> before, Turn question) {
    /**
     * One message.
     *
     * @param parts its text; more than one when it was sent as a list
     * @param list whether it was sent as a list
     * @param others what else the message says, without nulls
     */
    record Turn(String role, List<String> parts, boolean list, Map<String, Json> others) {
        /** The text of a message that is no list, which Chatchat does not take. */
        String plain() throws Unkept {
            if (list) {
                throw Reason.BODY.unkept();
            }
            return parts.getFirst();
        }
    }

    static Messages of(@Nullable Json messages) throws Unkept {
        if (!(messages instanceof Json.Items(var turns)) || turns.isEmpty()) {
            throw Reason.BODY.unkept();
        }
        boolean dialogue = false;
        List<Turn> read = new ArrayList<>(turns.size());
        for (int i = 0; i < turns.size(); i++) {
            if (!(turns.get(i) instanceof Json.Members(var members))
                    || !(members.get("role") instanceof Json.Text(String role))) {
                throw Reason.BODY.unkept();
            }
            boolean last = i == turns.size() - 1;
            if (last ? role.equals("user") : role.equals("system") || role.equals("developer")) {
                read.add(turn(role, members));
            } else {
                dialogue = true;
            }
        }
        if (dialogue) {
            throw Reason.HISTORY.unkept();
        }
        Turn question = read.removeLast();
        return new Messages(read, question);
    }

    private static Turn turn(String role, Map<String, Json> members) throws Unkept {
        List<String> parts = new ArrayList<>(1);
        boolean list = false;
        switch (members.get("content")) {
            case Json.Text(String text) -> parts.add(text);
            case Json.Items(var items) -> {
                list = true;
                for (Json item : items) {
                    parts.add(part(item));
                }
            }
            case null, default -> throw Reason.BODY.unkept();
        }
        Map<String, Json> others = new HashMap<>();
        members.forEach((name, value) -> {
            if (!name.equals("role") && !name.equals("content") && value != Json.Nothing.NULL) {
                others.put(name, value);
            }
        });
        return new Turn(role, parts, list, others);
    }

    private static String part(Json item) throws Unkept {
        if (!(item instanceof Json.Members(var members)) || !(members.get("type") instanceof Json.Text(String type))) {
            throw Reason.BODY.unkept();
        }
        if (!type.equals("text")) {
            throw Reason.IMAGES.unkept();
        }
        if (members.size() == 2 && members.get("text") instanceof Json.Text(String text)) {
            return text;
        }
        throw Reason.BODY.unkept();
    }
}
