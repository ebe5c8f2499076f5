package io.teal.gateway.cache;

/** Texts, shortened for people. */
final class Text {
    private Text() {}

    /** The first characters; never half of one that is two. */
    static String beginning(String text, int most) {
        int end = Math.min(text.length(), most);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
}
