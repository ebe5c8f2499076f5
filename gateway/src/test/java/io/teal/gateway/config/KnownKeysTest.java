package io.teal.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.config.routing.RoutingReader;
import io.teal.gateway.config.text.Complaints;
import io.teal.gateway.config.text.Node;
import io.teal.gateway.config.text.Place;
import io.teal.gateway.config.text.TextParser;
import io.teal.gateway.config.text.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The files of {@link EveryKeyTest} and {@link EveryGatewayKeyTest} have every key that the readers know. Which keys a
 * reader knows is taken from its own words: a key that nobody knows is put into every mapping, and the complaint about it
 * lists the known ones.
 */
class KnownKeysTest {
    private static final String STRANGER = "zzzzzzzz";

    @Test
    void of_the_gateway() {
        Found found = new Found();
        Node every = TextParser.parse("g", Texts.resource("every-key-gateway.yaml"), found);

        GatewayConfig config = new GatewayReader(Path.of("conf")).read(new Value(found.withStrangers(every), found));

        assertThat(config.eventLoops()).isEqualTo(7);
        found.assertEveryKnownKeyIsUsed();
        assertThat(found.known)
                .hasSize(20)
                .containsKeys("listeners[].tls", "real_ip", "admin.oidc.roles", "admin.ldap");
    }

    @Test
    void of_the_routing() {
        Found found = new Found();
        Node every = TextParser.parse("r", Texts.resource("every-key-routing.yaml"), found);

        assertThat(RoutingReader.read(new Value(found.withStrangers(every), found), () -> true))
                .isNotNull();

        found.assertEveryKnownKeyIsUsed();
        assertThat(found.known).hasSizeGreaterThanOrEqualTo(20).containsKeys("routes[].limits.rate", "routes[].cache");
    }

    /** Known and used keys by the path of their mapping, indexes left out, upstreams and headers as one. */
    static final class Found implements Complaints {
        final Map<String, Set<String>> known = new TreeMap<>();
        private final Map<String, Set<String>> used = new HashMap<>();

        @Override
        public void error(Place place, String found, String expected) {
            if (found.endsWith(STRANGER) && found.startsWith("the unknown key")) {
                String path = general(place.path()).replaceAll("\\.?" + STRANGER + "$", "");
                Set<String> keys = known.computeIfAbsent(path, key -> new TreeSet<>());
                keys.addAll(List.of(expected.replaceAll("; did.*", "").split(", | or ", -1)));
            }
        }

        @Override
        public void warning(Place place, String found, String note) {}

        Node withStrangers(Node node) {
            return switch (node) {
                case Node.Scalar scalar -> scalar;
                case Node.Sequence sequence -> {
                    List<Node> items = new ArrayList<>();
                    sequence.items().forEach(item -> items.add(withStrangers(item)));
                    yield new Node.Sequence(sequence.place(), items);
                }
                case Node.Mapping mapping -> {
                    LinkedHashMap<String, Node.Entry> entries = new LinkedHashMap<>();
                    mapping.entries()
                            .forEach((key, entry) ->
                                    entries.put(key, new Node.Entry(entry.place(), withStrangers(entry.value()))));
                    used.computeIfAbsent(general(mapping.place().path()), key -> new TreeSet<>())
                            .addAll(entries.keySet());
                    Place at = mapping.place().withPath(mapping.place().member(STRANGER));
                    entries.put(STRANGER, new Node.Entry(at, new Node.Scalar(at, "1", Node.Kind.NUMBER, false)));
                    yield new Node.Mapping(mapping.place(), entries);
                }
            };
        }

        void assertEveryKnownKeyIsUsed() {
            assertThat(known).isNotEmpty();
            known.forEach((path, keys) -> assertThat(used.get(path)).as(path).isEqualTo(keys));
        }

        private static String general(String path) {
            return path.replaceAll("\\[\\d+]", "[]")
                    .replaceAll("upstreams\\.(blue|green)", "upstreams.*")
                    .replaceAll("match\\.headers\\.X-[A-Za-z]+", "match.headers.*");
        }
    }
}
