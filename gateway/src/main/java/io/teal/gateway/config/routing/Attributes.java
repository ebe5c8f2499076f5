package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.RequestAttribute;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads pieces of a request that stand for its sender: {@code header:X}, {@code cookie:c}, {@code client_ip}, {@code request}. */
final class Attributes {
    private static final Pattern FIELD = Pattern.compile("(header|cookie):(" + Syntax.TOKEN.pattern() + ")");
    static final String SENDERS = "header:NAME, cookie:NAME or client_ip";
    static final String ALL = "header:NAME, cookie:NAME, client_ip or request";

    private Attributes() {}

    /** An attribute; {@code request} counts. */
    static @Nullable RequestAttribute any(Value value) {
        return of(value, value.text(ALL), true, ALL);
    }

    /** An attribute that several requests can share; {@code request} is refused. */
    static @Nullable RequestAttribute sender(Value value) {
        return of(value, value.text(SENDERS), false, SENDERS);
    }

    static @Nullable RequestAttribute of(Value value, @Nullable String text, boolean request, String expected) {
        if (text == null) {
            return null;
        }
        if (text.equals("client_ip")) {
            return new RequestAttribute.ClientIp();
        }
        if (text.equals("request") && request) {
            return new RequestAttribute.EachRequest();
        }
        Matcher field = FIELD.matcher(text);
        if (!field.matches()) {
            value.wrong(expected);
            return null;
        }
        return "header".equals(field.group(1))
                ? new RequestAttribute.Header(field.group(2))
                : new RequestAttribute.Cookie(field.group(2));
    }
}
