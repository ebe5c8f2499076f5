package io.teal.admin.http.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.http.Json;
import io.teal.admin.testing.Routings;
import io.teal.gateway.routing.Routing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static final Routing BASE = Routings.two("127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3");

    @Test
    void equalRoutingsDoNotDiffer() {
        assertThat(Difference.of(BASE, Routings.two())).isEmpty();
    }

    @Test
    void anotherServerIsOneMoreAndOneLess() {
        assertThat(lines(Difference.of(BASE, Routings.two("127.0.0.1:9", "127.0.0.1:2", "127.0.0.1:3"))))
                .containsExactly(
                        "services.chat.upstreams.blue.servers.127.0.0.1:1 removed {\"address\":\"127.0.0.1:1\"} -> -",
                        "services.chat.upstreams.blue.servers.127.0.0.1:9 added - -> {\"address\":\"127.0.0.1:9\"}");
    }

    @Test
    void aWeightIsAChangeAtItsPlace() {
        assertThat(differ(
                        "{\"services\":{\"kb\":{\"split\":{\"blue\":100}}}}",
                        "{\"services\":{\"kb\":{\"split\":{\"blue\":80,\"green\":20}}}}"))
                .containsExactly("services.kb.split.blue changed 100 -> 80", "services.kb.split.green added - -> 20");
    }

    @Test
    void membersOfListsAreRecognisedByNameWhereverTheyStand() {
        assertThat(differ(
                        "{\"routes\":[{\"name\":\"a\",\"x\":1},{\"name\":\"b\"}]}",
                        "{\"routes\":[{\"name\":\"new\"},{\"name\":\"a\",\"x\":2},{\"name\":\"b\"}]}"))
                .containsExactly("routes.a.x changed 1 -> 2", "routes.new added - -> {\"name\":\"new\"}");
    }

    @Test
    void anotherOrderIsAChangeOfTheList() {
        assertThat(differ(
                        "{\"routes\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"gone\"}]}",
                        "{\"routes\":[{\"name\":\"b\"},{\"name\":\"a\"}]}"))
                .containsExactly(
                        "routes.gone removed {\"name\":\"gone\"} -> -",
                        "routes changed [\"a\",\"b\"] -> [\"b\",\"a\"]");
    }

    @Test
    void serversAreRecognisedByTheirAddress() {
        assertThat(differ(
                        "{\"servers\":[{\"address\":\"a:1\"}]}", "{\"servers\":[{\"address\":\"a:1\",\"weight\":2}]}"))
                .containsExactly("servers.a:1.weight added - -> 2");
    }

    @Test
    void textsInAListAreRecognisedByThemselves() {
        assertThat(differ("{\"hosts\":[\"a\",\"b\"]}", "{\"hosts\":[\"b\",\"c\"]}"))
                .containsExactly("hosts.a removed \"a\" -> -", "hosts.c added - -> \"c\"");
    }

    @Test
    void listsWithoutNamesAndOtherKindsOfValuesDifferAsAWhole() {
        assertThat(differ("{\"a\":[1,2],\"b\":1,\"c\":[\"x\",\"x\"]}", "{\"a\":[1],\"b\":{},\"c\":[\"x\"]}"))
                .containsExactly("a changed [1,2] -> [1]", "b changed 1 -> {}", "c changed [\"x\",\"x\"] -> [\"x\"]");
    }

    private static List<String> differ(String before, String after) {
        return lines(Difference.of(Json.ours(before), Json.ours(after)));
    }

    private static List<String> lines(JsonNode changes) {
        List<String> lines = new ArrayList<>();
        for (JsonNode change : changes) {
            lines.add(
                    change.get("path").textValue() + " " + change.get("change").textValue() + " "
                            + (change.has("before") ? change.get("before") : "-") + " -> "
                            + (change.has("after") ? change.get("after") : "-"));
        }
        return lines;
    }
}
