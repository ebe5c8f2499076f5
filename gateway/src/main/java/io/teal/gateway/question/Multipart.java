package io.teal.gateway.question;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a field in the beginning of a form that may be followed by files of any size. */
final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]{1,200})\"|([^\";,\\s]{1,200}))");
    private static final Pattern FIELD = Pattern.compile("[;\\s]name=(?:\"([^\"]*)\"|([^\";,\\s]+))");

    private Multipart() {}

    /** The value of the last field of this name, or an empty one when there is none, or not all of it. */
    static String value(String contentType, byte[] beginning, String name) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            return "";
        }
        String delimiter = "--" + (boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
        // Bytes as characters, so that offsets are the same.
        String text = new String(beginning, StandardCharsets.ISO_8859_1);
        String found = "";
        int part = text.startsWith(delimiter) ? delimiter.length() : after(text, "\r\n" + delimiter, 0);
        while (part >= 0) {
            int head = text.indexOf("\r\n\r\n", part);
            int end = head < 0 ? -1 : text.indexOf("\r\n" + delimiter, head + 2);
            if (end < 0) {
                return found;
            }
            if (isField(text.substring(part, head), name)) {
                found = new String(beginning, head + 4, Math.max(0, end - head - 4), StandardCharsets.UTF_8);
            }
            part = end + 2 + delimiter.length();
        }
        return found;
    }

    private static int after(String text, String wanted, int from) {
        int at = text.indexOf(wanted, from);
        return at < 0 ? -1 : at + wanted.length();
    }

    private static boolean isField(String head, String name) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
                Matcher field = FIELD.matcher(line);
                return field.find() && name.equals(field.group(1) == null ? field.group(2) : field.group(1));
            }
        }
        return false;
    }
}
