package io.teal.benchmarks.jmeter;

import io.teal.benchmarks.tool.WrongAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what JMeter writes about its samples: CSV with a line of names, in which quoted values may have line breaks. */
final class SampleFile {
    /** What follows are the milliseconds, different each time. */
    private static final String TOO_LONG = "The operation lasted too long";

    private SampleFile() {}

    static List<Sample> read(Path file) throws WrongAnswers {
        try {
            return samples(Files.readString(file));
        } catch (IOException e) {
            throw new WrongAnswers("JMeter's samples cannot be read: " + e, e);
        }
    }

    static List<Sample> samples(String text) throws WrongAnswers {
        List<List<String>> records = records(text);
        if (records.isEmpty()) {
            throw new WrongAnswers("JMeter wrote no samples");
        }
        List<String> names = records.getFirst();
        int begin = column(names, "timeStamp");
        int elapsed = column(names, "elapsed");
        int code = column(names, "responseCode");
        int user = column(names, "threadName");
        int success = column(names, "success");
        int message = column(names, "failureMessage");
        List<Sample> samples = new ArrayList<>();
        for (List<String> values : records.subList(1, records.size())) {
            if (values.size() != names.size()) {
                throw new WrongAnswers("half a sample in JMeter's file: " + values);
            }
            samples.add(new Sample(
                    values.get(user),
                    number(values.get(begin)),
                    number(values.get(elapsed)),
                    failure(values.get(success), values.get(code), values.get(message))));
        }
        return List.copyOf(samples);
    }

    private static int column(List<String> names, String name) throws WrongAnswers {
        int column = names.indexOf(name);
        if (column < 0) {
            throw new WrongAnswers("JMeter's samples have no " + name + ", only " + names);
        }
        return column;
    }

    private static long number(String text) throws WrongAnswers {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new WrongAnswers("a sample of JMeter has no number but " + text, e);
        }
    }

    /** A status other than 200 says more than what the plan finds wrong with its body. */
    private static String failure(String success, String code, String message) {
        if (success.equals("true")) {
            return "";
        }
        if (!code.matches("[0-9]+")) {
            return code;
        }
        if (!code.equals("200") || message.isEmpty()) {
            return "status " + code;
        }
        return message.startsWith(TOO_LONG) ? "no whole answer in time" : message;
    }

    private static List<List<String>> records(String text) throws WrongAnswers {
        List<List<String>> records = new ArrayList<>();
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                // A doubled one within quotes stands for itself: the first closes, the second opens again.
                if (!quoted && i > 0 && text.charAt(i - 1) == '"') {
                    value.append('"');
                }
                quoted = !quoted;
            } else if (quoted) {
                value.append(c);
            } else if (c == ',') {
                values.add(taken(value));
            } else if (c == '\n') {
                values.add(taken(value));
                records.add(values);
                values = new ArrayList<>();
            } else if (c != '\r') {
                value.append(c);
            }
        }
        if (quoted || !value.isEmpty() || !values.isEmpty()) {
            throw new WrongAnswers("JMeter's file ends in the middle of a sample");
        }
        return records;
    }

    private static String taken(StringBuilder value) {
        String text = value.toString();
        value.setLength(0);
        return text;
    }
}
