package io.teal.gateway.config;

import io.teal.gateway.config.text.Complaints;
import io.teal.gateway.config.text.Node;
import io.teal.gateway.config.text.Place;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Environment variables that win over {@code gateway.yaml}. Each takes the place of a value in the tree before the tree is
 * read, so that the same rules hold for it; its problems name the variable. An empty variable counts as not set.
 */
final class Environment {
    /** RFC 6750 2.1: what a bearer token may consist of. */
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final Map<String, String> variables;
    private final Complaints complaints;

    Environment(Map<String, String> variables, Complaints complaints) {
        this.variables = variables;
        this.complaints = complaints;
    }

    /** The tree with the values of the variables in it. A tree that is no mapping stays as it is. */
    Node over(Node root) {
        Node changed = root;
        changed = firstListener(changed, "host", scalar("TEAL_HOST", "listeners[0].host", Node.Kind.TEXT));
        changed = firstListener(changed, "port", scalar("TEAL_PORT", "listeners[0].port", Node.Kind.NUMBER));
        changed = put(changed, scalar("TEAL_ADMIN_HOST", "admin.host", Node.Kind.TEXT), "admin", "host");
        changed = put(changed, scalar("TEAL_ADMIN_PORT", "admin.port", Node.Kind.NUMBER), "admin", "port");
        changed = token(changed);
        changed = put(changed, scalar("TEAL_REDIS_URL", "redis.url", Node.Kind.TEXT), "redis", "url");
        return put(changed, scalar("TEAL_STORE_DIRECTORY", "store.directory", Node.Kind.TEXT), "store", "directory");
    }

    private Node.@Nullable Scalar scalar(String variable, String path, Node.Kind kind) {
        String value = variables.get(variable);
        return value == null || value.isEmpty()
                ? null
                : new Node.Scalar(new Place(variable, path, 0, 0), value, kind, false);
    }

    private static Node firstListener(Node root, String key, Node.@Nullable Scalar value) {
        if (value == null || !(root instanceof Node.Mapping mapping)) {
            return root;
        }
        Node.Entry listeners = mapping.entries().get("listeners");
        if (listeners == null) {
            Place place = value.place().withPath("listeners[0]");
            Node name = new Node.Scalar(place, "public", Node.Kind.TEXT, false);
            Node port = new Node.Scalar(place, "8080", Node.Kind.NUMBER, false);
            Node first = with(with(emptyAt(place), "name", name), "port", port);
            return with(mapping, "listeners", new Node.Sequence(place, List.of(with(first, key, value))));
        }
        if (listeners.value() instanceof Node.Sequence list && !list.items().isEmpty()) {
            List<Node> items = new ArrayList<>(list.items());
            items.set(0, with(items.getFirst(), key, value));
            return with(mapping, "listeners", new Node.Sequence(list.place(), items));
        }
        return root;
    }

    private Node token(Node root) {
        Node.Scalar plain = scalar("TEAL_ADMIN_TOKEN", "admin.tokens", Node.Kind.TEXT);
        if (plain == null) {
            return root;
        }
        Place place = plain.place();
        if (!BEARER.matcher(plain.text()).matches()) {
            complaints.error(
                    place,
                    "a text of " + plain.text().length() + " characters",
                    "a bearer token: letters, digits and any of -._~+/ (RFC 6750)");
        }
        Node token = emptyAt(place);
        token = with(token, "name", new Node.Scalar(place, "environment", Node.Kind.TEXT, false));
        token = with(token, "role", new Node.Scalar(place, "admin", Node.Kind.TEXT, false));
        token = with(token, "sha256", new Node.Scalar(place, sha256(plain.text()), Node.Kind.TEXT, false));
        List<Node> tokens = new ArrayList<>();
        if (child(child(root, "admin"), "tokens") instanceof Node.Sequence list) {
            tokens.addAll(list.items());
        }
        tokens.add(token);
        return put(root, new Node.Sequence(place, tokens), "admin", "tokens");
    }

    private static @Nullable Node child(@Nullable Node node, String key) {
        Node.Entry entry =
                node instanceof Node.Mapping mapping ? mapping.entries().get(key) : null;
        return entry == null ? null : entry.value();
    }

    private static Node put(Node root, @Nullable Node value, String section, String key) {
        if (value == null) {
            return root;
        }
        Node there = child(root, section);
        Node inside = there == null ? emptyAt(value.place().withPath(section)) : there;
        return with(root, section, with(inside, key, value));
    }

    private static Node with(Node node, String key, Node value) {
        if (!(node instanceof Node.Mapping mapping)) {
            return node;
        }
        LinkedHashMap<String, Node.Entry> entries = new LinkedHashMap<>(mapping.entries());
        Node.Entry there = entries.get(key);
        entries.put(key, new Node.Entry(there == null ? value.place() : there.place(), value));
        return new Node.Mapping(mapping.place(), entries);
    }

    private static Node emptyAt(Place place) {
        return new Node.Mapping(place, new LinkedHashMap<>());
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
