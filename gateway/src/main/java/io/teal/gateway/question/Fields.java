package io.teal.gateway.question;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a body by name and type, as leniently as the servers take them: {@code "3"} is a number and {@code "true"} is
 * true. Null is absent. What a server would refuse ends the reading with {@link Reason#BODY}.
 */
final class Fields {
    private final Map<String, Json> members;

    Fields(Map<String, Json> members) {
        this.members = members;
    }

    /** A value that is there and not null. */
    @Nullable Json value(String name) {
        Json value = members.get(name);
        return value == Json.Nothing.NULL ? null : value;
    }

    @Nullable String text(String name) throws Unkept {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Json.Text(String text)) {
            return text;
        }
        throw Reason.BODY.unkept();
    }

    String text(String name, String absent) throws Unkept {
        String text = text(name);
        return text == null ? absent : text;
    }

    /** A text that must be there. */
    String needed(String name) throws Unkept {
        String text = text(name);
        if (text == null) {
            throw Reason.BODY.unkept();
        }
        return text;
    }

    long whole(String name, long absent) throws Unkept {
        Json value = value(name);
        return value == null ? absent : Lax.whole(value);
    }

    double real(String name, double absent) throws Unkept {
        Json value = value(name);
        return value == null ? absent : Lax.real(value);
    }

    double real(String name, double absent, double least, double most) throws Unkept {
        double value = real(name, absent);
        if (value >= least && value <= most) {
            return value;
        }
        throw Reason.BODY.unkept();
    }

    boolean flag(String name, boolean absent) throws Unkept {
        Json value = value(name);
        return value == null ? absent : Lax.flag(value);
    }

    /** Whether what was said before comes along. */
    boolean history() throws Unkept {
        return switch (value("history")) {
            case null -> false;
            case Json.Items(var turns) -> !turns.isEmpty();
            // 0.2.x: so many turns out of the conversation it remembers.
            case Json.Whole(long turns) -> turns != 0;
            default -> throw Reason.BODY.unkept();
        };
    }
}
