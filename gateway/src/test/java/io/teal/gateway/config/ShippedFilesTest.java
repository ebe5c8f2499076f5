package io.teal.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.CanaryRule;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The files that come with Teal run as they are. */
class ShippedFilesTest {
    private static final Path CONF = Path.of("..", "conf");

    @Test
    void load_without_a_warning() throws Exception {
        ConfigFiles.Loaded loaded = ConfigFiles.load(CONF, Map.of());

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.gateway().listeners())
                .containsExactly(new GatewayConfig.Listener("public", "0.0.0.0", 8080, null));
        assertThat(loaded.gateway().admin()).isEqualTo(GatewayConfig.Admin.DEFAULT);
        assertThat(loaded.gateway().store().directory())
                .isEqualTo(CONF.toAbsolutePath().normalize().resolve("data"));
    }

    @Test
    void fit_the_fleet_of_the_demo() throws Exception {
        ConfigFiles.Loaded loaded = ConfigFiles.load(CONF, Map.of());

        Service chat = loaded.routing().services().get("chat");
        assertThat(chat.upstreams().get("blue").servers())
                .extracting(server -> server.address().toString())
                .containsExactly("127.0.0.1:8001", "127.0.0.1:8002", "127.0.0.1:8003");
        assertThat(chat.upstreams().get("green").servers())
                .extracting(server -> server.address().toString())
                .containsExactly("127.0.0.1:8011");
        assertThat(chat.traffic().split()).containsExactly(Map.entry("blue", 100), Map.entry("green", 0));
        assertThat(chat.traffic().canary())
                .extracting(CanaryRule::to, CanaryRule::mark)
                .containsExactly(tuple("green", new CanaryRule.Mark.Values(List.of("green-preview"))));
        assertThat(loaded.routing().routes())
                .extracting(Route::name)
                .containsExactly("chat", "knowledge", "openai", "server", "dangerous", "mcp");
        assertThat(loaded.routing().routes())
                .filteredOn(route -> route.action() instanceof Action.Respond respond && respond.status() == 403)
                .extracting(Route::name)
                .containsExactly("dangerous", "mcp");
    }

    @Test
    void have_answers_read_wherever_questions_are_asked() throws Exception {
        ConfigFiles.Loaded loaded = ConfigFiles.load(CONF, Map.of());

        assertThat(loaded.routing().routes())
                .filteredOn(route -> route.action() instanceof Action.Forward)
                .extracting(
                        Route::name,
                        route -> ((Action.Forward) route.action()).policies().answers())
                .containsExactly(
                        tuple("chat", Policies.Dialect.CHATCHAT),
                        tuple("knowledge", Policies.Dialect.CHATCHAT),
                        tuple("openai", Policies.Dialect.CHATCHAT),
                        tuple("server", Policies.Dialect.NONE));
    }

    @Test
    void keep_answers_where_questions_come_with_a_knowledge_base() throws Exception {
        ConfigFiles.Loaded loaded = ConfigFiles.load(CONF, Map.of());

        assertThat(loaded.gateway().cache()).isEqualTo(new GatewayConfig.Cache(256L << 20));
        assertThat(loaded.gateway().redis()).isNull();
        assertThat(loaded.routing().routes())
                .filteredOn(route -> route.action() instanceof Action.Forward)
                .extracting(
                        Route::name,
                        route -> ((Action.Forward) route.action()).policies().cache())
                .containsExactly(
                        tuple("chat", Policies.Cache.DEFAULT),
                        tuple("knowledge", Policies.Cache.DEFAULT),
                        tuple("openai", null),
                        tuple("server", null));
    }

    @Test
    void give_no_server_more_than_its_model_takes_at_a_time() throws Exception {
        ConfigFiles.Loaded loaded = ConfigFiles.load(CONF, Map.of());

        assertThat(loaded.routing().services().get("chat").upstreams().values())
                .flatExtracting(Upstream::servers)
                .hasSize(4)
                .allMatch(server -> server.maxConns() == 5);
    }

    @Test
    void come_back_the_same_from_both_formats() throws Exception {
        ConfigFiles.Loaded loaded = ConfigFiles.load(CONF, Map.of());

        String json = RoutingText.toJson(loaded.routing());
        String yaml = RoutingText.toYaml(loaded.routing());

        assertThat(RoutingText.parse("json", json).routing()).isEqualTo(loaded.routing());
        assertThat(RoutingText.parse("yaml", yaml).routing()).isEqualTo(loaded.routing());
    }
}
