package io.teal.gateway.matching;

import static io.teal.gateway.matching.SampleServices.ALL_USABLE;
import static io.teal.gateway.matching.SampleServices.decider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.gateway.matching.TrafficDecider.Cause;
import io.teal.gateway.matching.TrafficDecider.Decision;
import io.teal.gateway.routing.CanaryRule;
import io.teal.gateway.routing.CanaryRule.Mark;
import io.teal.gateway.routing.CanaryRule.Otherwise;
import io.teal.gateway.routing.RequestAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficCanaryTest {
    private static final RequestAttribute TOKEN = new RequestAttribute.Header("X-Canary-Token");
    private static final RequestAttribute COOKIE = new RequestAttribute.Cookie("preview");
    private static final Map<String, Integer> ALL_BLUE = Map.of("blue", 100, "green", 0);
    private static final Decision SPLIT_BLUE = new Decision("blue", Cause.SPLIT, Decision.NO_RULE);

    /** {@code printf green-preview | sha256sum}. */
    private static final String SUM = "42da16162abca9d0f361bc6d967445d8b15c55dd9f4d4eeb7d8bbd9513be8565";

    @ParameterizedTest
    @CsvSource({
        "green-preview, green",
        "second, green",
        "'', blue",
        "green-previe, blue",
        "green-preview2, blue",
        "Green-Preview, blue",
        "'green-preview,second', blue"
    })
    void aListedValueLeadsToTheUpstreamOfItsRule(String token, String upstream) {
        TrafficDecider decider = decider(ALL_BLUE, rule(TOKEN, new Mark.Values(List.of("green-preview", "second"))));

        assertThat(decider.decide(token(token), ALL_USABLE).upstream()).isEqualTo(upstream);
    }

    @Test
    void theReasonOfADecisionIsWhatItWentBy() {
        TrafficDecider marked = decider(ALL_BLUE, rule(TOKEN, new Mark.Present()), rule(COOKIE, new Mark.Present()));
        TrafficDecider divided = decider(Map.of("blue", 1, "green", 1), SampleServices.USER, COOKIE);
        TrafficDecider eachAlone =
                decider(Map.of("blue", 1, "green", 1), new RequestAttribute.EachRequest(), SampleServices.USER);
        SampleRequest cookie = SampleRequest.get("/").withCookie("preview", "1");
        SampleRequest both = SampleRequest.get("/").withCookie("preview", "1").withHeader("X-User", "u");
        SampleRequest nobody = SampleRequest.get("/");

        assertThat(reason(marked, token("a"))).isEqualTo(TOKEN + " false");
        assertThat(reason(marked, cookie)).isEqualTo(COOKIE + " false");
        assertThat(reason(marked, nobody)).isEqualTo("null false");
        assertThat(reason(divided, both)).isEqualTo(SampleServices.USER + " false");
        assertThat(reason(divided, cookie)).isEqualTo(COOKIE + " false");
        assertThat(reason(divided, nobody)).isEqualTo("null true");
        assertThat(reason(eachAlone, both)).isEqualTo("null true");
    }

    private static String reason(TrafficDecider decider, SampleRequest request) {
        Decision decision = decider.decide(request, ALL_USABLE);
        return decider.reason(decision, request) + " " + decider.random(decision, request);
    }

    @Test
    void aValueOutsideAsciiIsComparedByTheOctetsThatWereSent() {
        TrafficDecider decider = decider(ALL_BLUE, rule(TOKEN, new Mark.Values(List.of("prüfung", "?"))));

        assertThat(decider.decide(token("pr\u00c3\u00bcfung"), ALL_USABLE).upstream())
                .isEqualTo("green");
        assertThat(decider.decide(token("知"), ALL_USABLE).upstream()).isEqualTo("blue");
    }

    @ParameterizedTest
    @CsvSource({"green-preview, green", "green-previeW, blue", SUM + ", blue"})
    void aValueWithAListedSumLeadsToTheUpstreamOfItsRule(String token, String upstream) {
        TrafficDecider decider = decider(ALL_BLUE, rule(TOKEN, new Mark.Sha256(List.of("0".repeat(64), SUM))));

        assertThat(decider.decide(token(token), ALL_USABLE).upstream()).isEqualTo(upstream);
    }

    @Test
    void anyValueWillDoWhereOnlyPresenceIsAsked() {
        TrafficDecider decider = decider(ALL_BLUE, rule(COOKIE, new Mark.Present()));

        assertThat(decider.decide(SampleRequest.get("/").withCookie("preview", ""), ALL_USABLE)
                        .upstream())
                .isEqualTo("green");
        assertThat(decider.decide(token("preview"), ALL_USABLE)).isEqualTo(SPLIT_BLUE);
    }

    @Test
    void anEmptyListMarksNothing() {
        TrafficDecider decider = decider(ALL_BLUE, rule(TOKEN, new Mark.Values(List.of())));

        assertThat(decider.decide(token("x"), ALL_USABLE)).isEqualTo(SPLIT_BLUE);
    }

    @Test
    void theFirstMatchingRuleWins() {
        TrafficDecider decider = decider(
                Map.of("red", 1),
                new CanaryRule(TOKEN, new Mark.Values(List.of("a", "b")), "green", Otherwise.FAIL),
                new CanaryRule(TOKEN, new Mark.Values(List.of("b", "c")), "blue", Otherwise.FAIL));

        assertThat(decider.decide(token("a"), ALL_USABLE)).isEqualTo(new Decision("green", Cause.CANARY, 0));
        assertThat(decider.decide(token("b"), ALL_USABLE)).isEqualTo(new Decision("green", Cause.CANARY, 0));
        assertThat(decider.decide(token("c"), ALL_USABLE)).isEqualTo(new Decision("blue", Cause.CANARY, 1));
        assertThat(decider.decide(token("d"), ALL_USABLE))
                .isEqualTo(new Decision("red", Cause.SPLIT, Decision.NO_RULE));
    }

    @Test
    void theUpstreamOfARuleStandsEvenWhenItHasNoUsableServer() {
        TrafficDecider decider = decider(ALL_BLUE, rule(TOKEN, new Mark.Present()));

        assertThat(decider.decide(token("x"), upstream -> false)).isEqualTo(new Decision("green", Cause.CANARY, 0));
    }

    @Test
    void aRuleThatAllowsItLeavesTheRequestToTheSplitWhenItsUpstreamHasNoUsableServer() {
        TrafficDecider decider = decider(
                ALL_BLUE,
                new CanaryRule(TOKEN, new Mark.Present(), "green", Otherwise.SPLIT),
                new CanaryRule(TOKEN, new Mark.Present(), "red", Otherwise.FAIL));

        assertThat(decider.decide(token("x"), ALL_USABLE)).isEqualTo(new Decision("green", Cause.CANARY, 0));
        assertThat(decider.decide(token("x"), upstream -> !upstream.equals("green")))
                .isEqualTo(SPLIT_BLUE);
    }

    @Test
    void onlyUpstreamsOfMatchingRulesAreAskedFor() {
        List<String> asked = new ArrayList<>();
        Predicate<String> usable = upstream -> {
            asked.add(upstream);
            return true;
        };
        TrafficDecider decider =
                decider(ALL_BLUE, new CanaryRule(TOKEN, new Mark.Values(List.of("a")), "green", Otherwise.SPLIT));

        assertThat(decider.decide(token("b"), usable)).isEqualTo(SPLIT_BLUE);
        assertThat(asked).isEmpty();
        assertThat(decider.decide(token("a"), usable).upstream()).isEqualTo("green");
        assertThat(asked).containsExactly("green");
    }

    @Test
    void decisionsAreNotMadeAnewForEachRequest() {
        TrafficDecider decider = decider(Map.of("blue", 1, "green", 1), rule(TOKEN, new Mark.Present()));

        assertThat(decider.decide(token("a"), ALL_USABLE)).isSameAs(decider.decide(token("b"), ALL_USABLE));
        assertThat(decider.decide(SampleRequest.get("/").withHeader("X-User", "u"), ALL_USABLE))
                .isSameAs(decider.decide(SampleRequest.get("/").withHeader("X-User", "u"), ALL_USABLE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "xyz", SUM + "00"})
    void aSumThatIsNoneIsRefused(String sum) {
        assertThatThrownBy(() -> decider(ALL_BLUE, rule(TOKEN, new Mark.Sha256(List.of(sum)))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRuleToAnUnknownUpstreamOrWithoutAnythingToMarkIsRefused() {
        assertThatThrownBy(() -> decider(ALL_BLUE, new CanaryRule(TOKEN, new Mark.Present(), "violet", Otherwise.FAIL)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("violet");
        assertThatThrownBy(() -> decider(ALL_BLUE, rule(new RequestAttribute.EachRequest(), new Mark.Present())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static CanaryRule rule(RequestAttribute where, Mark mark) {
        return new CanaryRule(where, mark, "green", Otherwise.FAIL);
    }

    private static SampleRequest token(String value) {
        return SampleRequest.get("/").withHeader("X-Canary-Token", value);
    }
}
