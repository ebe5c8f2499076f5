package io.teal.admin.release.gate.question;

import com.google.re2j.Pattern;
import io.teal.gateway.config.text.JsonTree;
import io.teal.gateway.config.text.Node;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.TextWriter;
import io.teal.gateway.config.text.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one question of a file. */
final class QuestionReader {
    private static final Duration TICK = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int MOST_OF_A_KIND = 20;
    private static final int LONGEST_ANSWER = 64 << 10;
    private static final int LONGEST_TARGET = 2_000;
    private static final int SHOWN = 200;
    private static final int MOST_REPEATS = 20;
    private static final java.util.regex.Pattern NAME = java.util.regex.Pattern.compile("[^\\p{Cntrl}]{1,80}");
    private static final java.util.regex.Pattern ONE_LINE = java.util.regex.Pattern.compile("[^\\p{Cntrl}]{1,200}");
    private static final java.util.regex.Pattern SAID = java.util.regex.Pattern.compile("(?s).*\\S.*");
    private static final java.util.regex.Pattern TARGET =
            java.util.regex.Pattern.compile("/[!-~&&[^#]]{0," + (LONGEST_TARGET - 1) + "}");
    private static final String NAME_WORDS = "a name of 1 to 80 characters on one line";
    private static final String ASK = "what is asked, as a text";
    private static final String BASE = "the name of the knowledge base that is asked, such as samples";
    private static final String DOCUMENTS =
            "a list of names of documents, such as [leave.md]; [] when an answer without documents will do";
    private static final String REFERENCE =
            "an answer, a list of answers, other (what the other colour says) or cached (what the cache has)";

    private final Section section;

    private QuestionReader(Section section) {
        this.section = section;
    }

    /**
     * The question of a mapping; null when it cannot be one.
     *
     * @param lines where the names before it stand; its own is added
     */
    static @Nullable Question read(Value value, Duration timeout, Map<String, Integer> lines) {
        Section section = value.section(
                "name",
                "ask",
                "knowledge_base",
                "path",
                "body",
                "route",
                "must",
                "must_not",
                "documents",
                "length",
                "first_token",
                "reference",
                "score",
                "repeat",
                "pass");
        return section.present() ? new QuestionReader(section).question(timeout, lines) : null;
    }

    private @Nullable Question question(Duration timeout, Map<String, Integer> lines) {
        String name = name(lines);
        Asked asked = section.exactlyOne("ask", "path") ? asked() : null;
        Reference reference = section.find("reference", QuestionReader::reference);
        Map<Measure, Double> least = section.get("score", Map.of(), QuestionReader::scores);
        if (section.has("score") && !section.has("reference")) {
            section.missing("reference", REFERENCE + " that the score is for");
        }
        int repeat = section.get("repeat", 1, v -> v.whole(1, MOST_REPEATS));
        Question.Documents documents = section.get(
                "documents",
                section.has("ask") ? Question.Documents.SOME : Question.Documents.FREE,
                QuestionReader::documents);
        List<Pattern> must = section.get("must", List.of(), QuestionReader::expressions);
        List<Pattern> mustNot = section.get("must_not", List.of(), QuestionReader::expressions);
        Question.Length length = section.get("length", Question.Length.FREE, QuestionReader::length);
        Duration firstToken = section.find("first_token", v -> v.duration(TICK, LONGEST));
        String route = section.find("route", v -> v.text(Syntax.NAME, Syntax.NAME_WORDS));
        int pass = section.get("pass", repeat, v -> v.whole(1, repeat));
        return name == null || asked == null
                ? null
                : new Question(
                        name,
                        asked.words,
                        asked.target,
                        asked.body,
                        route,
                        timeout,
                        must,
                        mustNot,
                        documents,
                        length,
                        firstToken,
                        reference,
                        least,
                        repeat,
                        pass);
    }

    private @Nullable String name(Map<String, Integer> lines) {
        Value value = section.required("name", NAME_WORDS);
        String name = value == null ? null : value.text(NAME, NAME_WORDS);
        if (name == null || value == null) {
            return null;
        }
        Integer before = lines.putIfAbsent(name, value.place().line());
        if (before != null) {
            value.wrong("the name " + name + " again", "a name of its own; the first is on line " + before);
        }
        return name;
    }

    private @Nullable Asked asked() {
        if (section.has("ask")) {
            for (String key : section.present("body")) {
                section.wrong(key, "body together with ask", "path and body, or ask and knowledge_base");
            }
            String words = section.find("ask", v -> v.text(SAID, ASK));
            Value base = section.required("knowledge_base", BASE);
            String name = base == null ? null : base.text(ONE_LINE, BASE);
            return words == null || name == null ? null : Asked.ofKnowledgeBase(words, name);
        }
        for (String key : section.present("knowledge_base")) {
            section.wrong(key, "knowledge_base together with path", "path and body, or ask and knowledge_base");
        }
        String target = section.find(
                "path", v -> v.text(TARGET, "a path as in a request, such as /v1/chat/completions, percent-encoded"));
        Value value = section.required("body", "what is sent, such as {query: \"…\"}");
        String body = value == null ? null : body(value);
        return target == null || body == null ? null : new Asked(target + " " + shortened(body), target, body);
    }

    private static @Nullable String body(Value value) {
        if (value.node() instanceof Node.Scalar) {
            value.wrong("a mapping or a list, which is sent as JSON");
            return null;
        }
        Object tree = JsonTree.read(value);
        return tree == null ? null : TextWriter.json(tree);
    }

    private static @Nullable List<Pattern> expressions(Value value) {
        List<Pattern> expressions = new ArrayList<>();
        for (Value item : few(value.oneOrMore("a list of regular expressions such as [\"\\\\d+ 天\"]"))) {
            Pattern expression = Expressions.read(item);
            if (expression != null) {
                expressions.add(expression);
            }
        }
        return expressions;
    }

    private static Question.Documents documents(Value value) {
        List<String> names = new ArrayList<>();
        for (Value item : few(value.isText() ? List.of(value) : value.items(DOCUMENTS))) {
            String name = item.text(ONE_LINE, "the name of a document, such as leave.md");
            if (name != null) {
                names.add(name);
            }
        }
        return new Question.Documents(!names.isEmpty(), names);
    }

    private static Question.Length length(Value value) {
        Section bounds = value.section("at_least", "at_most");
        int atLeast = bounds.get("at_least", 0, v -> v.whole(0, LONGEST_ANSWER));
        int atMost = bounds.get("at_most", Question.Length.ANY, v -> v.whole(1, LONGEST_ANSWER));
        if (atLeast > atMost) {
            bounds.wrong("at_most", String.valueOf(atMost), "no less than at_least, which is " + atLeast);
        }
        return new Question.Length(atLeast, atMost);
    }

    private static @Nullable Reference reference(Value value) {
        List<String> answers = new ArrayList<>();
        for (Value item : few(value.oneOrMore(REFERENCE))) {
            String answer = item.text(SAID, REFERENCE);
            if (answer != null) {
                answers.add(answer);
            }
        }
        if (answers.isEmpty()) {
            return null;
        }
        if (value.isText()) {
            switch (answers.getFirst()) {
                case "other" -> {
                    return new Reference.Other();
                }
                case "cached" -> {
                    return new Reference.Cached();
                }
                default -> {
                    // An answer.
                }
            }
        }
        return new Reference.Written(answers);
    }

    private static Map<Measure, Double> scores(Value value) {
        Section section = value.section(Measure.byWord().keySet().toArray(String[]::new));
        Map<Measure, Double> least = new EnumMap<>(Measure.class);
        Measure.byWord().forEach((word, measure) -> {
            Double score = section.find(word, v -> v.decimal(0, 1));
            if (score != null) {
                least.put(measure, score);
            }
        });
        if (section.present() && section.present("rouge_l", "bleu", "chrf").isEmpty()) {
            value.wrong("no score", "one or more of rouge_l, bleu and chrf, such as {rouge_l: 0.5}");
        }
        return least;
    }

    private static List<Value> few(List<Value> items) {
        if (items.size() > MOST_OF_A_KIND) {
            items.get(MOST_OF_A_KIND).wrong("one more", "at most " + MOST_OF_A_KIND + " of them");
            return items.subList(0, MOST_OF_A_KIND);
        }
        return items;
    }

    private static String shortened(String text) {
        int end = text.offsetByCodePoints(0, Math.min(SHOWN, text.codePointCount(0, text.length())));
        return end < text.length() ? text.substring(0, end) + "…" : text;
    }

    /** The POST of a question, and words for it. */
    private record Asked(String words, String target, String body) {
        static Asked ofKnowledgeBase(String words, String base) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("query", words);
            body.put("mode", "local_kb");
            body.put("kb_name", base);
            body.put("stream", true);
            return new Asked(words, "/chat/kb_chat", TextWriter.json(body));
        }
    }
}
