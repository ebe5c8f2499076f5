package io.teal.benchmarks.contest;

import io.teal.benchmarks.tool.WrongAnswers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Switches Teal's service between blue and green, through the admin API. Used by one thread. */
public final class Switcher {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String api;
    private String colour = "blue";

    /**
     * For a service that is on blue.
     *
     * @param adminPort of the gateway on 127.0.0.1
     */
    public Switcher(int adminPort) {
        this.api = "http://127.0.0.1:" + adminPort + "/api/v1";
    }

    /** Where the traffic goes. */
    public String colour() {
        return colour;
    }

    /** Switches to the other colour and returns how long the call took, in milliseconds. */
    public double change() throws WrongAnswers, InterruptedException {
        String next = colour.equals("blue") ? "green" : "blue";
        HttpResponse<String> routing = send(request("/routing").GET().build());
        String revision = routing.headers().firstValue("etag").orElse("");
        HttpRequest change = request("/services/chat/switch")
                .header("If-Match", revision)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"to\":\"" + next + "\",\"reason\":\"race\"}"))
                .build();
        long began = System.nanoTime();
        HttpResponse<String> unused = send(change);
        long took = System.nanoTime() - began;
        colour = next;
        return took / 1e6;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(api + path)).timeout(TIMEOUT);
    }

    private HttpResponse<String> send(HttpRequest request) throws WrongAnswers, InterruptedException {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new WrongAnswers("the admin API answered " + response.statusCode() + ": " + response.body());
            }
            return response;
        } catch (IOException e) {
            throw new WrongAnswers("the admin API does not answer: " + e.getMessage(), e);
        }
    }
}
