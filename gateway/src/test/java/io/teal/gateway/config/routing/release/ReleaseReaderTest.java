package io.teal.gateway.config.routing.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.RoutingText;
import io.teal.gateway.routing.release.Guard;
import io.teal.gateway.routing.release.Plan;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseReaderTest {
    private static Plan read(String yaml) throws ConfigException {
        return RoutingText.parsePlan("plan", yaml);
    }

    @Test
    void anEmptyPlanHasTheDefaults() throws Exception {
        assertThat(read("{}")).isEqualTo(Plan.DEFAULT);
        assertThat(RoutingText.toJson(Plan.DEFAULT)).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{gate: {}}",
                "{guard: {first_token_p99: off}}",
                "{guard: {first_token_p99: {versus_other: 0, limit: 10s}}}",
                "{steps: [{weight: 100, hold: 1s}]}",
                "{lifecycle: {wake: {post: 'http://h/x'}, keep_old: 0s}, schedule: '*/5 1-3 * * mon'}",
                "{notify: [{post: 'https://h/x', secret: KEY}], guard: {consecutive: 0, no_data: pass}}",
                "{guard: {control: 0%}}",
            })
    void whatIsWrittenIsReadAgain(String yaml) throws Exception {
        Plan plan = read(yaml);

        assertThat(plan).isNotEqualTo(Plan.DEFAULT);
        assertThat(read(RoutingText.toJson(plan))).isEqualTo(plan);
    }

    @Test
    void offIsNoComparisonOfFirstTokens() throws Exception {
        assertThat(read("{guard: {first_token_p99: off}}").guard())
                .isEqualTo(new Guard(Duration.ofSeconds(1), Guard.Failures.DEFAULT, 5, null, 10, Guard.NoData.HOLD));
    }

    @Test
    void aStepHoldsTenMinutesUnlessItSaysMore() throws Exception {
        assertThat(read("{steps: [{weight: 1}, {weight: 100, hold: 2h}]}").steps())
                .isEqualTo(List.of(new Plan.Step(1, Duration.ofMinutes(10)), new Plan.Step(100, Duration.ofHours(2))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{steps: []}|an empty list|steps such as",
                "{steps: [{weight: 5}]}|a last step of weight 5|one of weight 100",
                "{steps: [{weight: 50}, {weight: 50}, {weight: 100}]}|50|more than the step before it, which is 50",
                "{steps: [{hold: 5s}, {weight: 100}]}|steps[0].weight|the percent of requests",
                "{gate: {questions: chat.yaml}}|chat.yaml|the absolute path of a file of questions",
                "{gate: {expect: {knowledge: abc}}}|abc|16 hex digits",
                "{schedule: daily}|daily|five fields as in cron",
                "{notify: [{post: 'ftp://h'}]}|ftp://h|a URL, such as",
                "{notify: [{secret: A}]}|notify[0].post|a URL, such as",
                "{guard: {failures: {in: 1h}}}|1h|a duration from 1s to 15m",
                "{guard: {no_data: wait}}|wait|fail, hold or pass",
                "{wake: 1}|the unknown key wake|lifecycle, gate, steps",
            })
    void whatIsWrongIsSaid(String yaml, String found, String expected) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(found)
                .hasMessageContaining(expected);
    }

    @Test
    void aServiceWithOneColourHasNothingToRelease() {
        assertThatThrownBy(() -> RoutingText.parse(
                        "r", "services: {chat: {upstreams: {blue: {servers: ['127.0.0.1:1']}}, release: {}}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a plan for a service with one upstream");
    }
}
