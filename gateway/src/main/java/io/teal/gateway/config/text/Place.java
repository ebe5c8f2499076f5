package io.teal.gateway.config.text;

import java.util.regex.Pattern;

/**
 * Where something stands.
 *
 * @param file name of the file as its reader knows it, or of the environment variable
 * @param path the keys that lead there, {@code routes[0].match.path}; empty for the whole text
 * @param line from 1; 0 when there is no text, as for an environment variable
 * @param column from 1; 0 when there is no text
 */
public record Place(String file, String path, int line, int column) {
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    /** The path of a member of the mapping that stands here. */
    public String member(String key) {
        if (!PLAIN_KEY.matcher(key).matches()) {
            return path + "[\"" + Found.shortened(key) + "\"]";
        }
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The path of an item of the list that stands here. */
    public String item(int index) {
        return path + "[" + index + "]";
    }

    /** Another path at the same spot. */
    public Place withPath(String other) {
        return new Place(file, other, line, column);
    }
}
