package io.teal.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** Asks one question through the gateway as a Chatchat client does and puts the streamed answer together. */
public final class Question {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String DATA = "data:";

    private Question() {}

    /**
     * Asks and waits for the whole answer, at most a minute.
     *
     * @param gateway {@code http://127.0.0.1:8080} say
     * @throws IOException when there is no answer, or none with a word in it
     */
    public static String ask(String gateway, String question) throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("query", question)
                .put("kb_name", "samples")
                .put("stream", true)
                .toString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway + "/chat/kb_chat"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(1))
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<Stream<String>> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
        StringBuilder answer = new StringBuilder();
        try (Stream<String> lines = response.body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith(DATA)) {
                    JsonNode event = JSON.readTree(line.substring(DATA.length()));
                    answer.append(event.at("/choices/0/delta/content").asText(""));
                }
            }
        }
        if (response.statusCode() != 200 || answer.isEmpty()) {
            throw new IOException("the gateway answered " + response.statusCode() + " without a word");
        }
        return answer.toString();
    }
}
