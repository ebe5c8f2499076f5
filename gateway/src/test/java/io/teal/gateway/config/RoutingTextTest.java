package io.teal.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Routing;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Routings come back from their text, whatever is in them; a text never breaks the reader. */
class RoutingTextTest {

    @Property(tries = 2_000)
    void json_gives_the_routing_back(@ForAll long seed) throws Exception {
        Routing routing = new Routings(seed).routing();

        RoutingText.Parsed parsed = RoutingText.parse("json", RoutingText.toJson(routing));

        assertThat(parsed.routing()).isEqualTo(routing);
        assertThat(parsed.warnings()).isEmpty();
    }

    @Property(tries = 2_000)
    void yaml_gives_the_routing_back(@ForAll long seed) throws Exception {
        Routing routing = new Routings(seed).routing();

        RoutingText.Parsed parsed = RoutingText.parse("yaml", RoutingText.toYaml(routing));

        assertThat(parsed.routing()).isEqualTo(routing);
        assertThat(parsed.warnings()).isEmpty();
    }

    @Property(tries = 500)
    void the_text_is_canonical(@ForAll long seed) throws Exception {
        Routing routing = new Routings(seed).routing();
        String json = RoutingText.toJson(routing);

        assertThat(RoutingText.toJson(RoutingText.parse("json", json).routing()))
                .isEqualTo(json);
    }

    @Property(tries = 500)
    void other_routings_have_another_text(@ForAll long one, @ForAll long other) {
        Routing first = new Routings(one).routing();
        Routing second = new Routings(other).routing();

        assertThat(RoutingText.toJson(first).equals(RoutingText.toJson(second))).isEqualTo(first.equals(second));
    }

    @Property(tries = 2_000)
    void any_text_is_read_or_refused(@ForAll @StringLength(max = 60) String text) {
        assertRefusedOrRead(text);
    }

    @Property(tries = 3_000)
    void any_damage_to_a_good_text_is_read_or_refused(
            @ForAll long seed, @ForAll int at, @ForAll char damage, @ForAll boolean json) {
        Routing routing = new Routings(seed).routing();
        StringBuilder text = new StringBuilder(json ? RoutingText.toJson(routing) : RoutingText.toYaml(routing));
        text.setCharAt(Math.floorMod(at, text.length()), (char) (damage % 128));

        assertRefusedOrRead(text.toString());
    }

    @Test
    void words_of_yaml_stay_texts_where_texts_belong() throws Exception {
        Routing routing = RoutingText.parse("yaml", """
                services:
                  on:
                    upstreams: {no: {servers: [off:10]}, 0x1F: {servers: ["on:1"]}}
                    traffic: {split: {no: 1, 0x1F: 0}}
                routes: [{name: yes, match: {headers: {X: 010, Y: 1_000}}, service: on}]
                """).routing();

        assertThat(routing.services().get("on").upstreams()).containsOnlyKeys("no", "0x1F");
        assertThat(RoutingText.toJson(routing))
                .isEqualTo("{\"services\":{\"on\":{\"upstreams\":{\"no\":{\"servers\":[{\"address\":\"off:10\"}]},"
                        + "\"0x1F\":{\"servers\":[{\"address\":\"on:1\"}]}},\"traffic\":{\"split\":{\"no\":1,\"0x1F\":0}}}},"
                        + "\"routes\":[{\"name\":\"yes\",\"match\":{\"headers\":{\"X\":\"010\",\"Y\":\"1_000\"}},"
                        + "\"service\":\"on\"}]}");
    }

    @Test
    void the_empty_routing_has_a_text() throws Exception {
        assertThat(RoutingText.toJson(Routing.EMPTY)).isEqualTo("{}");
        assertThat(RoutingText.parse("yaml", RoutingText.toYaml(Routing.EMPTY)).routing())
                .isEqualTo(Routing.EMPTY);
    }

    private static void assertRefusedOrRead(String text) {
        try {
            assertThat(RoutingText.parse("text", text).routing()).isNotNull();
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.line()).isPositive();
                assertThat(problem.toString().lines()).hasSize(1);
            });
        }
    }
}
