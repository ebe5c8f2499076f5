package io.teal.gateway.explain;

import io.teal.gateway.address.RealIp;
import io.teal.gateway.matching.CookieText;
import io.teal.gateway.matching.QueryText;
import io.teal.gateway.matching.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A request that nobody sent, as decisions see it. Immutable, safe for any thread. */
public final class Supposed implements RequestHead {
    private final Question question;
    private final String host;
    private final String target;
    private final String path;
    private final String clientIp;

    /**
     * @param host as decisions see it
     * @param target in origin form
     * @param path the normalised path; empty when there is none
     * @param realIp whose word about a client's address is taken
     */
    public Supposed(Question question, String host, String target, String path, RealIp realIp) {
        this.question = question;
        this.host = host;
        this.target = target;
        this.path = path;
        this.clientIp = realIp.of(question.peer(), this::values);
    }

    /** Text as fields and targets carry it: one character for each octet. */
    public static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** What its {@code Host} field says, or would say; empty for nothing. */
    public static String authority(Question question) {
        if (!question.host().isEmpty()) {
            return question.host();
        }
        for (Question.Field field : question.headers()) {
            if (field.name().equalsIgnoreCase("Host")) {
                return field.value();
            }
        }
        return "";
    }

    /** The same of this one. */
    public String authority() {
        return authority(question);
    }

    /** Path and query. */
    public String target() {
        return target;
    }

    /** The body's bytes. */
    public byte[] body() {
        return question.body().getBytes(StandardCharsets.UTF_8);
    }

    /** What is told of it. */
    Explanation.Understood understood() {
        TreeSet<String> names = new TreeSet<>();
        for (Question.Field field : question.headers()) {
            names.add(field.name().toLowerCase(Locale.ROOT));
        }
        return new Explanation.Understood(
                question.method(), path.isEmpty() ? null : path, host, clientIp, List.copyOf(names));
    }

    private List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (Question.Field field : question.headers()) {
            if (field.name().equalsIgnoreCase(name)) {
                values.add(octets(field.value()));
            }
        }
        return values;
    }

    @Override
    public String method() {
        return question.method();
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String header(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? null : String.join(", ", values);
    }

    @Override
    public @Nullable String cookie(String name) {
        String field = header("Cookie");
        return field == null ? null : CookieText.first(field, name);
    }

    @Override
    public @Nullable String query(String name) {
        int query = target.indexOf('?');
        return query < 0 ? null : QueryText.first(target.substring(query + 1), name);
    }

    @Override
    public String clientIp() {
        return clientIp;
    }
}
