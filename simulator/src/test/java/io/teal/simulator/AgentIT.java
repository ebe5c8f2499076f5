package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.teal.simulator.RawClient.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The events of agents, whose numbers the two lines give to different things. */
class AgentIT {
    private static final String TOOLS = "{\"stream\":true,\"tools\":[\"search_local_knowledgebase\"],"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么申请？\"}]}";

    private final Fleet fleet = Fleet.start(
            Instance.named("image").withTiming(Timing.instant()),
            Instance.named("master").withFlavour(Flavour.MASTER).withTiming(Timing.instant()));

    @AfterEach
    void stop() {
        fleet.close();
    }

    private Response ask(String server, String body, String... headers) throws Exception {
        try (RawClient client = new RawClient(fleet.server(server))) {
            client.post("/chat/chat/completions", body, headers);
            return client.read();
        }
    }

    private static List<JsonNode> events(Response response) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (String data : response.data()) {
            events.add(new ObjectMapper().readTree(data));
        }
        return events;
    }

    private static List<Integer> statuses(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.path("status").asInt(1000))
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"image, 6, 7", "master, 7, 8"})
    void toolsAreCalledBeforeTheAnswer(String server, int start, int end) throws Exception {
        List<JsonNode> events = events(ask(server, TOOLS));

        assertThat(events.subList(0, 6).stream()
                        .map(event -> event.path("status").asInt())
                        .toList())
                .containsExactly(1, 3, 4, start, end, 1);
        assertThat(statuses(events)).endsWith(2, 5, -999);
        assertThat(events.get(3)
                        .at("/choices/0/delta/tool_calls/0/function/name")
                        .asText())
                .isEqualTo("search_local_knowledgebase");
        assertThat(events.get(3).at("/choices/0/delta/tool_calls/0/tool_output").isNull())
                .isTrue();
        assertThat(events.get(4).at("/choices/0/delta/tool_calls/0/tool_output").asText())
                .startsWith("出处");
        assertThat(events.getLast().at("/choices/0/delta/content").asText()).contains("（" + server + "，");
    }

    @Test
    void agentErrorEndsTheTokens() throws Exception {
        List<JsonNode> image = events(ask("image", TOOLS, "X-Fake-Fault: agent-error; after=2; text=boom"));
        List<JsonNode> master = events(ask("master", TOOLS, "X-Fake-Fault: agent-error; after=0"));

        assertThat(image.stream().filter(event -> event.path("status").asInt() == 2))
                .hasSize(2);
        assertThat(image.getLast().path("status").asInt()).isEqualTo(8);
        assertThat(image.getLast().at("/choices/0/delta/content").asText()).isEqualTo("{\"error\": \"boom\"}");
        assertThat(master.get(master.size() - 2).path("status").asInt()).isEqualTo(-1);
        assertThat(master.getLast().toString()).isEqualTo("{\"error\":\"'output'\"}");
        assertThat(fleet.server("image").stats().generationsFailed()).isEqualTo(1);
    }

    @Test
    void agentErrorOfAWholeAnswerIsA500AndOtherEndpointsDoNotKnowIt() throws Exception {
        String whole = TOOLS.replace("\"stream\":true,", "");
        String plain = TOOLS.replace("\"tools\":[\"search_local_knowledgebase\"],", "");

        assertThat(ask("master", whole, "X-Fake-Fault: agent-error").status()).isEqualTo(500);
        assertThat(ask("image", plain, "X-Fake-Fault: agent-error").data().getLast())
                .contains("\"finish_reason\":\"stop\"");
    }

    @Test
    void wholeAnswerRepeatsEveryText() throws Exception {
        String content = new ObjectMapper()
                .readTree(ask("master", TOOLS.replace("\"stream\":true,", "")).body())
                .at("/choices/0/message/content")
                .asText();

        assertThat(content.split("（master，知识库版本 1）", -1)).hasSize(5);
        assertThat(content.split("Action: ", -1)).hasSize(3);
    }

    @Test
    void failuresOfTheModelServerAreAgentErrors() throws Exception {
        List<JsonNode> events = events(ask("image", TOOLS, "X-Fake-Fault: model-busy"));

        assertThat(events.getLast().path("status").asInt()).isEqualTo(8);
        assertThat(events.getLast().at("/choices/0/delta/content").asText()).contains("Error code: 429 - ");
        assertThat(ask("master", TOOLS.replace("true", "false"), "X-Fake-Fault: model-busy")
                        .status())
                .isEqualTo(500);
    }
}
