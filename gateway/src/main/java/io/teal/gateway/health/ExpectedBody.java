package io.teal.gateway.health;

import io.teal.gateway.routing.HealthCheck;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The JSON a check's answer must contain, see {@link HealthCheck#json}. */
final class ExpectedBody {
    private ExpectedBody() {}

    /** What is wrong with a body, for people; null when nothing is. */
    static @Nullable String complaint(@Nullable Object expected, Buffer body) {
        if (expected == null) {
            return null;
        }
        Object actual;
        try {
            actual = Json.decodeValue(body);
        } catch (DecodeException e) {
            return "body is not JSON";
        }
        return difference("body", expected, actual);
    }

    private static @Nullable String difference(String path, @Nullable Object expected, @Nullable Object actual) {
        return switch (expected) {
            case Map<?, ?> members ->
                actual instanceof JsonObject object
                        ? differenceOfMembers(path, members, object)
                        : path + " is not an object";
            case List<?> items ->
                actual instanceof JsonArray array && array.size() == items.size()
                        ? differenceOfItems(path, items, array)
                        : path + " is not a list of " + items.size();
            case Number number ->
                actual instanceof Number other && same(number, other) ? null : differs(path, expected);
            case null -> actual == null ? null : differs(path, null);
            default -> Objects.equals(expected, actual) ? null : differs(path, expected);
        };
    }

    private static @Nullable String differenceOfMembers(String path, Map<?, ?> members, JsonObject object) {
        for (Map.Entry<?, ?> member : members.entrySet()) {
            String name = String.valueOf(member.getKey());
            String inner = path + "." + name;
            if (!object.containsKey(name)) {
                return inner + " is missing";
            }
            String difference = difference(inner, member.getValue(), object.getValue(name));
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static @Nullable String differenceOfItems(String path, List<?> items, JsonArray array) {
        for (int i = 0; i < items.size(); i++) {
            String difference = difference(path + "[" + i + "]", items.get(i), array.getValue(i));
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static String differs(String path, @Nullable Object expected) {
        return path + " is not " + expected;
    }

    /** By value: 1, 1.0 and 1e0 are the same number. */
    private static boolean same(Number one, Number other) {
        return decimal(one).compareTo(decimal(other)) == 0;
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }
}
