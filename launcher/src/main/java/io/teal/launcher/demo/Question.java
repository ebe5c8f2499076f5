package io.teal.launcher.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks one question through the gateway, past its cache, as a Chatchat client does and puts the streamed answer together. By
 * {@link HttpURLConnection}, since it gives the trailers, where the outcome of a stream stands, and the newer client does not.
 */
public final class Question {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String DATA = "data:";
    private static final int CONNECT_MILLIS = 5_000;

    /** The gateway's comments come more often than that. */
    private static final int SILENCE_MILLIS = 60_000;

    private static final int LONGEST_TROUBLE = 300;

    private final Consumer<String> words;
    private final long askedAt = System.nanoTime();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder trouble = new StringBuilder();
    private @Nullable Duration firstToken;

    private Question(Consumer<String> words) {
        this.words = words;
    }

    /**
     * Asks and waits for the whole answer.
     *
     * @param gateway {@code http://127.0.0.1:8080} say
     * @throws IOException when there is no answer, or none with a word in it
     */
    public static String ask(String gateway, String question) throws IOException {
        Reply reply = ask(gateway, question, word -> {});
        if (reply.status() != 200 || reply.text().isEmpty()) {
            throw new IOException("the gateway answered " + reply.status() + " without a word" + said(reply.trouble()));
        }
        return reply.text();
    }

    private static String said(String trouble) {
        return trouble.isEmpty() ? "" : ": " + trouble;
    }

    /**
     * The same, whatever the answer is.
     *
     * @param words gets each piece of the answer as it comes
     * @throws IOException when there is no answer at all
     */
    static Reply ask(String gateway, String question, Consumer<String> words) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(gateway + "/chat/kb_chat").toURL().openConnection();
        byte[] body = JSON.createObjectNode()
                .put("query", question)
                .put("kb_name", "samples")
                .put("stream", true)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("TE", "trailers");
        // Who asks here wants to see what servers do.
        connection.setRequestProperty("Cache-Control", "no-store");
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(SILENCE_MILLIS);
        connection.setDoOutput(true);
        // Of a known length it is sent once: otherwise this client would send it again by itself when the answer breaks
        // off.
        connection.setFixedLengthStreamingMode(body.length);
        Question asked = new Question(words);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        asked.read(status < 400 ? connection.getInputStream() : connection.getErrorStream());
        return new Reply(
                status,
                asked.text.toString(),
                asked.trouble.toString(),
                Objects.requireNonNullElse(connection.getHeaderField("X-Teal-Outcome"), ""),
                Objects.requireNonNullElse(connection.getHeaderField("X-Teal-Upstream"), ""),
                asked.firstToken,
                asked.passed());
    }

    private Duration passed() {
        return Duration.ofNanos(System.nanoTime() - askedAt);
    }

    private void read(@Nullable InputStream body) {
        if (body == null) {
            return;
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                line(line);
            }
        } catch (IOException e) {
            note("the connection broke off (" + e.getMessage() + ")");
        }
    }

    private void line(String line) {
        if (line.isEmpty() || line.startsWith(":")) {
            return;
        }
        try {
            json(JSON.readTree(line.startsWith(DATA) ? line.substring(DATA.length()) : line));
        } catch (JsonProcessingException e) {
            note(line);
        }
    }

    private void json(JsonNode event) {
        String word = event.at("/choices/0/delta/content").asText("");
        if (!word.isEmpty()) {
            if (firstToken == null) {
                firstToken = passed();
            }
            text.append(word);
            words.accept(word);
        } else if (event.has("error") || event.has("msg")) {
            JsonNode error = event.has("error") ? event.get("error") : event.get("msg");
            note(error.isObject() ? error.path("message").asText(error.toString()) : error.asText());
        } else if (!event.has("choices") && !event.has("docs")) {
            note(event.toString());
        }
    }

    private void note(String what) {
        if (!trouble.isEmpty()) {
            trouble.append("; ");
        }
        trouble.append(what.length() > LONGEST_TROUBLE ? what.substring(0, LONGEST_TROUBLE) + "…" : what);
    }
}
