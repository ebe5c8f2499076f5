package io.teal.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.explain.Question;
import io.teal.gateway.explain.Question.Field;
import io.teal.gateway.routing.Route;
import io.teal.gateway.testing.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that a route is for. */
class SpecimenTest {
    private static Route route(String match) {
        return TestGateway.routing("""
                        services:
                          chat: {upstreams: {blue: {servers: ["127.0.0.1:1"]}}, traffic: {split: {blue: 1}}}
                        routes:
                          - {name: one, match: {%s}, service: chat}
                        """.formatted(match)).routes().getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "path: /                                            | GET  | localhost       | /",
                "path: /chat/                                       | GET  | localhost       | /chat/",
                "path_exact: /chat/kb_chat, methods: [POST, GET]    | POST | localhost       | /chat/kb_chat",
                "path: /, hosts: [chat.example.org, x.example.org]  | GET  | chat.example.org| /",
                "path: /, hosts: ['*.example.org']                  | GET  | any.example.org | /",
                "path: /a, query: {kb: 年 假, v: {present: true}}    | GET  | localhost       | /a?kb=%E5%B9%B4+%E5%81%87&v=1",
            })
    void doesAllThatTheRouteAsksFor(String match, String method, String host, String target) {
        Question question = Specimen.of(route(match));

        assertThat(question).isNotNull();
        assertThat(question.method()).isEqualTo(method);
        assertThat(question.host()).isEqualTo(host);
        assertThat(question.target()).isEqualTo(target);
    }

    @Test
    void hasTheHeadersTheRouteAsksFor() {
        Question question = Specimen.of(route("path: /, headers: {X-Env: prod, X-Any: {present: true}}"));

        assertThat(question).isNotNull();
        assertThat(question.headers()).containsExactly(new Field("X-Env", "prod"), new Field("X-Any", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "path_regex: '/chat/[0-9]+'",
                "path: /, headers: {X-Env: {regex: 'p.*'}}",
                "path: /, query: {v: {regex: '[0-9]+'}}",
                "path: /, headers: {Upgrade: websocket}",
                "path: /, methods: [CONNECT]",
            })
    void isNotGuessed(String match) {
        assertThat(Specimen.of(route(match))).isNull();
    }
}
