package io.teal.gateway.matching;

import static io.teal.gateway.matching.SampleRoutes.headers;
import static io.teal.gateway.matching.SampleRoutes.like;
import static io.teal.gateway.matching.SampleRoutes.prefix;
import static io.teal.gateway.matching.SampleRoutes.regex;
import static io.teal.gateway.matching.SampleRoutes.table;
import static io.teal.gateway.matching.SampleRoutes.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RegexBudgetTest {

    @Test
    void matchesLikeTheExpressionItself() throws RegexBudget.Exhausted {
        RegexBudget budget = new RegexBudget();

        assertThat(budget.matches(Pattern.compile("/kb/[^/]+/docs"), "/kb/samples/docs"))
                .isTrue();
        assertThat(budget.matches(Pattern.compile("/kb/[^/]+/docs"), "/kb/samples/docs/1"))
                .isFalse();
        assertThat(budget.matches(Pattern.compile("(a.*)/\\1"), "ab/ab")).isTrue();
    }

    @Test
    void endsAnExponentialMatch() {
        Pattern exponential = Pattern.compile("(?:.*a){20}");

        assertThatThrownBy(() -> new RegexBudget().matches(exponential, "/" + "a".repeat(19) + "b".repeat(500)))
                .isInstanceOf(RegexBudget.Exhausted.class);
    }

    @Test
    void survivesAnExpressionThatExhaustsTheStack() throws InterruptedException {
        Pattern nested = Pattern.compile("(?:(?:/|a)(?:/|a))*");
        String text = "/a".repeat(RegexBudget.LONGEST_TEXT / 2);
        AtomicReference<String> outcome = new AtomicReference<>();

        Thread small = new Thread(null, () -> outcome.set(outcome(nested, text)), "small stack", 1 << 17);
        small.start();
        small.join();

        assertThat(outcome).hasValue("exhausted");
    }

    @Test
    void refusesTextsLongerThanAnyTarget() {
        String text = "a".repeat(RegexBudget.LONGEST_TEXT + 1);

        assertThatThrownBy(() -> new RegexBudget().matches(Pattern.compile("a*"), text))
                .isInstanceOf(RegexBudget.Exhausted.class);
    }

    @Test
    void isSharedByAllExpressionsOfARequest() throws RegexBudget.Exhausted {
        RegexBudget budget = new RegexBudget();
        Pattern linear = Pattern.compile("a*");
        String text = "a".repeat(1000);

        for (int reads = 0; reads + 2 * text.length() < RegexBudget.READS; reads += 2 * text.length()) {
            assertThat(budget.matches(linear, text)).isTrue();
        }
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        assertThat(budget.matches(linear, text)).isTrue();
                    }
                })
                .isInstanceOf(RegexBudget.Exhausted.class);
    }

    @Test
    void leavesARequestBeyondItWithoutAnyRoute() {
        RouteTable<String> paths = table(regex("forbidden", "/x/(?:.*a){20}/tools"), prefix("all", "/"));
        RouteTable<String> fields =
                table(headers(prefix("forbidden", "/x"), like("X-A", "(?:.*a){20}")), prefix("all", "/"));
        String hard = "a".repeat(19) + "b".repeat(500);

        assertThat(taken(paths, SampleRequest.get("/x/" + hard))).isEqualTo("none");
        assertThat(taken(fields, SampleRequest.get("/x").withHeader("X-A", hard)))
                .isEqualTo("none");
        assertThat(taken(paths, SampleRequest.get("/y/" + hard))).isEqualTo("all");
    }

    private static String outcome(Pattern pattern, String text) {
        try {
            return String.valueOf(new RegexBudget().matches(pattern, text));
        } catch (RegexBudget.Exhausted exhausted) {
            return "exhausted";
        }
    }
}
