package io.teal.gateway.replay;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user reads of an answer, taken from its bytes as they came: of the events of a stream the texts, one behind the other,
 * and of a body what is in it. Comments say nothing. Reading never fails.
 *
 * @param text without what the model thought
 * @param cut whether there was more of it
 * @param documents the names of the documents it refers to, each once, in their order; at most {@link #MOST_DOCUMENTS}
 * @param error what the first error in it says; empty when there is none
 */
public record Transcript(String text, boolean cut, List<String> documents, String error) {
    /** Most documents that are named. */
    public static final int MOST_DOCUMENTS = 100;

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_ERROR = 500;

    /** As Chatchat heads a passage: number, name, and mostly a link. */
    private static final Pattern PASSAGE = Pattern.compile("^出处 \\[\\d+\\] \\[([^\\]\\n]{1," + LONGEST_NAME + "})\\]");

    /** What stands in the place of documents when there are none. */
    private static final String NOTHING_FOUND = "未找到相关文档";

    public Transcript {
        documents = List.copyOf(documents);
    }

    /**
     * Reads an answer. Takes some milliseconds for a MiB.
     *
     * @param bytes all that came of it, or its beginning
     * @param events whether it is an event stream
     * @param most characters of the text that are kept
     */
    public static Transcript of(byte[] bytes, boolean events, int most) {
        Reading reading = new Reading(most);
        if (events && !(bytes.length > 0 && bytes[0] == '{')) {
            new EventCutter().read(bytes, 0, bytes.length, event -> {
                EventData data = EventData.of(event, 0, event.length);
                if (data.length() > 0 && !data.done()) {
                    reading.add(Said.of(data.bytes(), data.from(), data.length()));
                }
            });
        } else {
            Wrapped inner = Wrapped.in(bytes);
            byte[] json = inner == null ? bytes : inner.bytes();
            reading.body(Said.of(json, 0, json.length));
        }
        return new Transcript(reading.text.toString(), reading.cut, reading.documents, reading.error);
    }

    /** What has been read so far. */
    private static final class Reading {
        private final int most;
        private final StringBuilder text = new StringBuilder();
        private final List<String> documents = new ArrayList<>();
        private String error = "";
        private boolean cut;

        Reading(int most) {
            this.most = most;
        }

        /** An answer in one body, in which errors have forms of their own: JSON in a string, or a code that is not 200. */
        void body(Said said) {
            String inner = said.string("data");
            if (said.has("code") && said.has("msg") && !"200".equals(said.json("code"))) {
                error = shortened(said.string("msg"));
            } else if (inner.startsWith("{")) {
                byte[] json = inner.getBytes(StandardCharsets.UTF_8);
                add(Said.of(json, 0, json.length));
            } else if (said.object() || !said.json().strip().equals("null")) {
                add(said);
            }
        }

        private static String shortened(String error) {
            return error.substring(0, Math.min(error.length(), LONGEST_ERROR));
        }

        void add(Said said) {
            if (error.isEmpty() && said.object() && said.error()) {
                String json = said.json("error");
                String text = said.string("error");
                error = shortened(text.isEmpty() && json != null ? json : text);
            }
            documents(said);
            String more = said.text();
            int room = most - text.length();
            cut |= more.length() > room;
            text.append(more, 0, Math.min(room, more.length()));
        }

        private void documents(Said said) {
            String docs = said.object() ? said.json("docs") : null;
            if (docs == null) {
                return;
            }
            try (JsonParser parser = Json.READER.createParser(docs)) {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token == JsonToken.VALUE_STRING) {
                        document(parser.getText());
                    }
                }
            } catch (IOException e) {
                // What came before it stands.
                return;
            }
        }

        private void document(String passage) {
            if (documents.size() == MOST_DOCUMENTS || passage.contains(NOTHING_FOUND)) {
                return;
            }
            Matcher head = PASSAGE.matcher(passage);
            String name = head.find() ? head.group(1) : firstLine(passage);
            if (!name.isEmpty() && !documents.contains(name)) {
                documents.add(name);
            }
        }

        private static String firstLine(String passage) {
            String text = passage.strip();
            int end = text.indexOf('\n');
            String line = end < 0 ? text : text.substring(0, end).strip();
            return line.substring(0, Math.min(line.length(), LONGEST_NAME));
        }
    }
}
