package io.teal.gateway.cached;

import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Flavour;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import java.io.IOException;

/** A gateway with an answer cache in front of one simulated server for each colour. */
final class CachedRig implements AutoCloseable {
    static final String KB_CHAT = "/chat/kb_chat";

    private final Fleet fleet;
    private final TestGateway gateway;

    private CachedRig(Fleet fleet, TestGateway gateway) {
        this.fleet = fleet;
        this.gateway = gateway;
    }

    static CachedRig start(String cache) {
        return start(Flavour.IMAGE, cache);
    }

    static CachedRig start(Flavour flavour, String cache) {
        return start(flavour, cache, "");
    }

    /**
     * Starts blue and green, all traffic on blue.
     *
     * @param cache the value of the route's {@code cache}
     * @param settings further lines of gateway.yaml
     */
    static CachedRig start(Flavour flavour, String cache, String settings) {
        return start(
                Instance.named("blue-1").withFlavour(flavour),
                Instance.named("green-1").withFlavour(flavour),
                cache,
                settings);
    }

    static CachedRig start(Instance blue, Instance green, String cache, String settings) {
        Fleet fleet = Fleet.start(blue, green);
        try {
            String routing = routing(
                    fleet.servers().get(0).address(),
                    fleet.servers().get(1).address(),
                    modelServer(blue.flavour()) ? "openai" : "chatchat",
                    cache);
            return new CachedRig(fleet, TestGateway.start(routing, settings));
        } catch (RuntimeException | Error e) {
            fleet.close();
            throw e;
        }
    }

    static String routing(String blue, String green, String answers, String cache) {
        return """
                services:
                  chat:
                    upstreams:
                      blue: {servers: [{address: %s}]}
                      green: {servers: [{address: %s}]}
                    traffic: {split: {blue: 100, green: 0}}
                routes:
                  - {name: all, match: {path: /}, service: chat, answers: %s, cache: %s}
                """.formatted(blue, green, answers, cache);
    }

    static boolean modelServer(Flavour flavour) {
        return switch (flavour) {
            case VLLM, XINFERENCE, OLLAMA, FASTCHAT -> true;
            case IMAGE, MASTER, V0_2_10 -> false;
        };
    }

    TestGateway gateway() {
        return gateway;
    }

    SimulatedServer blue() {
        return fleet.servers().get(0);
    }

    SimulatedServer green() {
        return fleet.servers().get(1);
    }

    PlainClient client() {
        return new PlainClient(gateway.port());
    }

    /** Asks once, on a connection of its own. */
    PlainClient.Answer ask(String target, String body, String... fields) throws IOException {
        try (PlainClient client = client()) {
            return ask(client, target, body, fields);
        }
    }

    static PlainClient.Answer ask(PlainClient client, String target, String body, String... fields) throws IOException {
        String[] all = new String[fields.length + 1];
        System.arraycopy(fields, 0, all, 0, fields.length);
        all[fields.length] = "Content-Type: application/json";
        return client.ask("POST", target, body, all);
    }

    /** The question as most tests ask it. */
    static String question(String query, boolean stream) {
        return "{\"query\":\"" + query + "\",\"kb_name\":\"samples\",\"stream\":" + stream + "}";
    }

    /** How many answers the servers have begun. */
    long generations() {
        return blue().stats().generationsStarted() + green().stats().generationsStarted();
    }

    @Override
    public void close() {
        gateway.close();
        fleet.close();
    }
}
