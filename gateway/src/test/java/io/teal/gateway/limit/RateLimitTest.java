package io.teal.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.gateway.limit.Admission.Permit;
import io.teal.gateway.limit.Admission.Refused;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.RequestAttribute.ClientIp;
import io.teal.gateway.routing.RequestAttribute.Cookie;
import io.teal.gateway.routing.RequestAttribute.EachRequest;
import io.teal.gateway.routing.RequestAttribute.Header;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
    private static final RequestAttribute TOKEN = new Header("Authorization");

    private final AtomicLong now =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(90).toNanos());
    private final ClientLimits clients = new ClientLimits(now::get);

    @Test
    void a_period_has_so_many_requests_and_the_next_as_many() {
        RouteLimits limits = clients.of("chat", rate(3, Duration.ofMinutes(1), new ClientIp()));
        Caller caller = Caller.at("192.0.2.1");

        for (int period = 0; period < 3; period++) {
            for (int i = 0; i < 3; i++) {
                assertThat(limits.take(caller)).isInstanceOf(Permit.class);
            }
            assertThat(limits.take(caller)).isEqualTo(new Refused(Outcome.RATE_LIMITED, 60));
            pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void requests_that_were_not_made_are_not_saved_up() {
        RouteLimits limits = clients.of("chat", rate(2, Duration.ofMinutes(1), new ClientIp()));
        Caller caller = Caller.at("192.0.2.1");
        take(limits, caller, 1);

        pass(Duration.ofSeconds(100));

        take(limits, caller, 2);
        assertThat(limits.take(caller)).isEqualTo(new Refused(Outcome.RATE_LIMITED, 20));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 60",
        "1, 60",
        "1000000000, 59",
        "58999999999, 2",
        "59000000000, 1",
        "59000000001, 1",
        "59999999999, 1",
    })
    void the_rest_of_the_period_is_told_in_whole_seconds_and_never_too_short(long sinceFirst, int seconds) {
        RouteLimits limits = clients.of("chat", rate(1, Duration.ofMinutes(1), new ClientIp()));
        Caller caller = Caller.at("192.0.2.1");
        take(limits, caller, 1);

        pass(Duration.ofNanos(sinceFirst));

        assertThat(limits.take(caller)).isEqualTo(new Refused(Outcome.RATE_LIMITED, seconds));
        pass(Duration.ofSeconds(seconds));
        take(limits, caller, 1);
    }

    @Test
    void the_period_of_a_client_begins_with_its_first_request() {
        RouteLimits limits = clients.of("chat", rate(1, Duration.ofSeconds(10), new ClientIp()));
        take(limits, Caller.at("192.0.2.1"), 1);
        pass(Duration.ofSeconds(4));

        take(limits, Caller.at("192.0.2.2"), 1);

        assertThat(limits.take(Caller.at("192.0.2.1"))).isEqualTo(new Refused(Outcome.RATE_LIMITED, 6));
        assertThat(limits.take(Caller.at("192.0.2.2"))).isEqualTo(new Refused(Outcome.RATE_LIMITED, 10));
    }

    @Test
    void a_shorter_period_than_a_second_is_told_as_one() {
        RouteLimits limits = clients.of("chat", rate(1, Duration.ofMillis(100), new ClientIp()));
        take(limits, Caller.at("192.0.2.1"), 1);

        assertThat(limits.take(Caller.at("192.0.2.1"))).isEqualTo(new Refused(Outcome.RATE_LIMITED, 1));
    }

    @Test
    void each_token_has_its_own_rate_wherever_it_comes_from() {
        RouteLimits limits = clients.of("chat", rate(1, Duration.ofMinutes(1), TOKEN));
        take(limits, Caller.withToken("192.0.2.1", "Bearer a"), 1);

        take(limits, Caller.withToken("192.0.2.1", "Bearer b"), 1);

        refused(limits, Caller.withToken("192.0.2.1", "Bearer a"));
        refused(limits, Caller.withToken("192.0.2.9", "Bearer a"));
    }

    @Test
    void who_sends_no_token_is_known_by_the_address() {
        RouteLimits limits = clients.of("chat", rate(1, Duration.ofMinutes(1), TOKEN));
        take(limits, Caller.at("192.0.2.1"), 1);

        take(limits, Caller.at("192.0.2.2"), 1);

        refused(limits, Caller.at("192.0.2.1"));
        refused(limits, Caller.withToken("192.0.2.1", ""));
    }

    @Test
    void nobody_uses_up_the_rate_of_an_address_by_sending_it() {
        RouteLimits limits = clients.of("chat", rate(1, Duration.ofMinutes(1), TOKEN));

        take(limits, Caller.withToken("198.51.100.1", "192.0.2.1"), 1);

        take(limits, Caller.at("192.0.2.1"), 1);
    }

    @Test
    void a_cookie_stands_for_a_client_too() {
        RouteLimits limits = clients.of("chat", rate(1, Duration.ofMinutes(1), new Cookie("teal")));
        take(limits, Caller.withSession("192.0.2.1", "a"), 1);

        take(limits, Caller.withSession("192.0.2.1", "b"), 1);

        refused(limits, Caller.withSession("192.0.2.2", "a"));
    }

    @Test
    void routes_count_apart() {
        RouteLimits chat = clients.of("chat", rate(1, Duration.ofMinutes(1), new ClientIp()));
        RouteLimits other = clients.of("other", rate(1, Duration.ofMinutes(1), new ClientIp()));
        take(chat, Caller.at("192.0.2.1"), 1);

        take(other, Caller.at("192.0.2.1"), 1);

        refused(chat, Caller.at("192.0.2.1"));
    }

    @Test
    void a_revision_that_leaves_the_limit_alone_finds_what_was_counted() {
        take(clients.of("chat", rate(2, Duration.ofMinutes(1), TOKEN)), Caller.at("192.0.2.1"), 2);

        RouteLimits next = clients.of("chat", rate(2, Duration.ofMinutes(1), new Header("Authorization")));

        refused(next, Caller.at("192.0.2.1"));
    }

    @Test
    void a_changed_limit_starts_anew() {
        RouteLimits first = clients.of("chat", rate(2, Duration.ofMinutes(1), new ClientIp()));
        take(first, Caller.at("192.0.2.1"), 2);

        RouteLimits more = clients.of("chat", rate(3, Duration.ofMinutes(1), new ClientIp()));
        RouteLimits longer = clients.of("chat", rate(2, Duration.ofMinutes(2), new ClientIp()));

        take(more, Caller.at("192.0.2.1"), 3);
        take(longer, Caller.at("192.0.2.1"), 2);
        refused(first, Caller.at("192.0.2.1"));
    }

    @Test
    void without_a_limit_every_permit_is_the_same_and_nobody_is_remembered() {
        RouteLimits limits = clients.of("chat", Policies.Limits.DEFAULT);

        Admission first = limits.take(Caller.at("192.0.2.1"));

        assertThat(first).isInstanceOf(Permit.class).isSameAs(limits.take(Caller.at("192.0.2.2")));
        ((Permit) first).end();
        assertThat(limits.take(Caller.at("192.0.2.1"))).isSameAs(first);
        assertThat(clients.remembered()).isZero();
        assertThat(clients.busy()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void a_rate_of_nothing_is_refused(int requests) {
        assertThatThrownBy(() -> clients.of("chat", rate(requests, Duration.ofMinutes(1), new ClientIp())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_rate_by_request_is_refused() {
        assertThatThrownBy(() -> clients.of("chat", rate(1, Duration.ofMinutes(1), new EachRequest())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rate chat");
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static void take(RouteLimits limits, Caller caller, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(limits.take(caller)).isInstanceOf(Permit.class);
        }
    }

    private static void refused(RouteLimits limits, Caller caller) {
        assertThat(limits.take(caller)).isInstanceOf(Refused.class);
    }

    private static Policies.Limits rate(int requests, Duration per, RequestAttribute by) {
        return new Policies.Limits(1, new Policies.Rate(requests, per, by), null);
    }
}
