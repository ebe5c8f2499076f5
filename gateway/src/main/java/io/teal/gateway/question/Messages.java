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
        String plain() throws Reason.Unkept {
            if (list) {
                throw Reason.BODY.unkept();
            }
            return parts.getFirst();
        }
    }

    static Messages of(@Nullable Json messages) throws Reason.Unkept {
        if (!(messages instanceof Json.Items(var turns)) || turns.isEmpty()) {
            throw Reason.BODY.unkept();
        }
        boolean dialogue = false;
        List<Turn> read = new ArrayList<>(turns.size());
        for (int i = 0; i < turns.size(); i++) {
            if (!(turns.get(i) instanceof Json.Members(var members))) {
                throw Reason.BODY.unkept();
            }
            String role = text(members.get("role"));
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

    private static Turn turn(String role, Map<String, Json> members) throws Reason.Unkept {
        Json content = members.get("content");
        boolean list = content instanceof Json.Items;
        List<String> parts = content instanceof Json.Items(var items) ? parts(items) : List.of(text(content));
        Map<String, Json> others = new HashMap<>();
        members.forEach((name, value) -> {
            if (!name.equals("role") && !name.equals("content") && value != Json.Nothing.NULL) {
                others.put(name, value);
            }
        });
        return new Turn(role, parts, list, others);
    }

    private static List<String> parts(List<Json> items) throws Reason.Unkept {
        if (items.isEmpty()) {
            throw Reason.BODY.unkept();
        }
        List<String> parts = new ArrayList<>(items.size());
        for (Json item : items) {
            if (!(item instanceof Json.Members(var members))) {
                throw Reason.BODY.unkept();
            }
            if (!text(members.get("type")).equals("text")) {
                throw Reason.IMAGES.unkept();
            }
            if (members.size() > 2) {
                // A mark on a part may change the answer, and there is no telling which one does.
                throw Reason.BODY.unkept();
            }
            parts.add(text(members.get("text")));
        }
        return parts;
    }

    private static String text(@Nullable Json value) throws Reason.Unkept {
        if (value instanceof Json.Text(String text)) {
            return text;
        }
        throw Reason.BODY.unkept();
    }
}
