package io.teal.gateway.config.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads YAML or JSON into located nodes. One document, at most 8 MiB of characters and 64 levels; no anchors, aliases and
 * tags, so that the text is exactly as large as it looks.
 */
public final class TextParser {
    /** Most characters of a text. */
    public static final int LONGEST_TEXT = 8 << 20;

    private static final int DEEPEST = 64;
    /** An object of JSON; the flow style of YAML seldom quotes its first key, and then YAML that is JSON, too. */
    private static final Pattern JSON_START = Pattern.compile("\\s*\\{\\s*[\"}]");

    private static final JsonFactory JSON = new JsonFactory();
    private static final YAMLFactory YAML =
            YAMLFactory.builder().loaderOptions(loaderOptions()).build();

    private final String file;
    private final JsonParser tokens;
    private final boolean json;
    private final Complaints complaints;

    private TextParser(String file, JsonParser tokens, boolean json, Complaints complaints) {
        this.file = file;
        this.tokens = tokens;
        this.json = json;
        this.complaints = complaints;
    }

    private static LoaderOptions loaderOptions() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LONGEST_TEXT);
        return options;
    }

    /**
     * The tree of a text.
     *
     * @return null when the text cannot be read as a tree; then {@code complaints} has the reason
     */
    public static @Nullable Node parse(String file, String text, Complaints complaints) {
        Place start = new Place(file, "", 1, 1);
        if (text.length() > LONGEST_TEXT) {
            complaints.error(start, text.length() + " characters", "at most " + LONGEST_TEXT + "; split it");
            return null;
        }
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        boolean json = JSON_START.matcher(body).lookingAt();
        try (JsonParser tokens = json ? JSON.createParser(body) : YAML.createParser(body)) {
            return new TextParser(file, tokens, json, complaints).document(start);
        } catch (Unreadable e) {
            complaints.error(e.place, e.found, e.expected);
        } catch (JsonProcessingException e) {
            complaints.error(place(file, "", e.getLocation()), words(e), json ? "valid JSON" : "valid YAML");
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory cannot fail to be read", e);
        }
        return null;
    }

    private Node document(Place start) throws IOException, Unreadable {
        JsonToken first = tokens.nextToken();
        if (first == null) {
            throw new Unreadable(start, Found.NOTHING, "a mapping; {} for an empty one");
        }
        Node root = node(first, "", 1);
        if (tokens.nextToken() != null) {
            throw new Unreadable(here(""), "a second document", "one document in a file");
        }
        return root;
    }

    private Node node(JsonToken token, String path, int depth) throws IOException, Unreadable {
        Place place = here(path);
        if (depth > DEEPEST) {
            throw new Unreadable(place, "more than " + DEEPEST + " levels", "mappings and lists less deep than that");
        }
        refuseReferences(place);
        return switch (token) {
            case START_OBJECT -> mapping(place, depth);
            case START_ARRAY -> sequence(place, depth);
            case VALUE_STRING -> scalar(place, Node.Kind.TEXT);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(place, Node.Kind.NUMBER);
            case VALUE_TRUE, VALUE_FALSE -> scalar(place, Node.Kind.BOOLEAN);
            case VALUE_NULL -> scalar(place, Node.Kind.NOTHING);
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new Unreadable(place, Found.shortened(tokens.getText()), "a value, a list or a mapping");
        };
    }

    private void refuseReferences(Place place) throws IOException, Unreadable {
        if (tokens instanceof YAMLParser yaml) {
            if (yaml.isCurrentAlias()) {
                String found = "the alias *" + Found.shortened(yaml.getText());
                throw new Unreadable(place, found, "the values themselves: aliases are not supported");
            }
            if (yaml.getObjectId() != null) {
                String found = "the anchor &" + Found.shortened(yaml.getObjectId());
                throw new Unreadable(
                        place, found, "no anchor: anchors and aliases are not supported, repeat the values");
            }
            if (yaml.getTypeId() != null) {
                throw new Unreadable(
                        place,
                        "the tag " + Found.shortened(yaml.getTypeId()),
                        "no tag: take it away, the type is known");
            }
        }
    }

    private Node.Scalar scalar(Place place, Node.Kind kind) throws IOException {
        String text = tokens.getText();
        return new Node.Scalar(place, text, json ? kind : plainer(text, kind), json);
    }

    /** YAML 1.2 instead of 1.1: words like yes and on are texts; a value that is not written at all is nothing. */
    private Node.Kind plainer(String text, Node.Kind kind) {
        if (kind == Node.Kind.BOOLEAN && !text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            return Node.Kind.TEXT;
        }
        JsonLocation start = tokens.currentTokenLocation();
        JsonLocation end = tokens.currentLocation();
        boolean unwritten =
                text.isEmpty() && start.getLineNr() == end.getLineNr() && start.getColumnNr() == end.getColumnNr();
        return unwritten ? Node.Kind.NOTHING : kind;
    }

    private Node.Sequence sequence(Place place, int depth) throws IOException, Unreadable {
        List<Node> items = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            items.add(node(token, place.item(items.size()), depth + 1));
        }
        return new Node.Sequence(place, items);
    }

    private Node.Mapping mapping(Place place, int depth) throws IOException, Unreadable {
        LinkedHashMap<String, Node.Entry> entries = new LinkedHashMap<>();
        for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
            String key = tokens.currentName();
            Place at = here(place.member(key));
            Node.Entry entry = new Node.Entry(at, node(next(), at.path(), depth + 1));
            Node.Entry earlier = entries.putIfAbsent(key, entry);
            if (earlier != null) {
                complaints.error(
                        at,
                        "the key " + Found.shortened(key) + " again",
                        "each key once; the first is on line " + earlier.place().line());
            }
        }
        return new Node.Mapping(place, entries);
    }

    private JsonToken next() throws IOException, Unreadable {
        JsonToken token = tokens.nextToken();
        if (token == null) {
            throw new Unreadable(here(""), "the end of the text", "the rest of a mapping or list");
        }
        return token;
    }

    private Place here(String path) {
        return place(file, path, tokens.currentTokenLocation());
    }

    private static Place place(String file, String path, @Nullable JsonLocation location) {
        return location == null
                ? new Place(file, path, 1, 1)
                : new Place(file, path, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private static String words(JsonProcessingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException marked && marked.getProblem() != null) {
                String context = marked.getContext() == null ? "" : " " + marked.getContext();
                return oneLine("a syntax error" + context + ": " + marked.getProblem());
            }
        }
        return oneLine("a syntax error: " + Objects.requireNonNullElse(e.getOriginalMessage(), "unreadable"));
    }

    private static String oneLine(String words) {
        String line = words.lines().findFirst().orElse("");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    /** Ends the reading of a text at the first spot after which nothing can be understood. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Place place;
        private final String found;
        private final String expected;

        Unreadable(Place place, String found, String expected) {
            super(found, null, false, false);
            this.place = place;
            this.found = found;
            this.expected = expected;
        }
    }
}
