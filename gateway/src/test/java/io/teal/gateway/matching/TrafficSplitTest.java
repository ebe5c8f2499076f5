package io.teal.gateway.matching;

import static io.teal.gateway.matching.SampleServices.ALL_USABLE;
import static io.teal.gateway.matching.SampleServices.USER;
import static io.teal.gateway.matching.SampleServices.colour;
import static io.teal.gateway.matching.SampleServices.decider;
import static io.teal.gateway.matching.SampleServices.service;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.teal.gateway.matching.TrafficDecider.Cause;
import io.teal.gateway.matching.TrafficDecider.Decision;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Traffic;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrafficSplitTest {
    private static final List<String> USERS =
            IntStream.range(0, 10_000).mapToObj(i -> "user-" + i).toList();

    @Test
    void theSharesOfIdentitiesFollowTheWeights() {
        assertThat(share(decider(Map.of("blue", 95, "green", 5)), "green")).isBetween(0.04, 0.06);
        assertThat(share(decider(Map.of("blue", 80, "green", 20)), "green")).isBetween(0.18, 0.22);
        assertThat(share(decider(Map.of("blue", 999_999, "green", 1)), "green")).isLessThan(0.001);

        Map<String, Long> counts = counts(decider(Map.of("blue", 1, "green", 2, "red", 7)));
        assertThat(counts.get("blue") / 10_000.0).isCloseTo(0.1, within(0.015));
        assertThat(counts.get("green") / 10_000.0).isCloseTo(0.2, within(0.02));
        assertThat(counts.get("red") / 10_000.0).isCloseTo(0.7, within(0.025));
    }

    @Test
    void theSharesHoldForAddressesAndTokensToo() {
        TrafficDecider decider = decider(Map.of("blue", 95, "green", 5));

        assertThat(share(decider, "green", IntStream.range(0, 10_000).mapToObj(i -> "10.0." + i / 256 + "." + i % 256)))
                .isBetween(0.04, 0.06);
        assertThat(share(decider, "green", IntStream.range(0, 10_000).mapToObj(i -> "Bearer " + "x".repeat(300) + i)))
                .isBetween(0.04, 0.06);
        assertThat(share(decider, "green", IntStream.range(0, 10_000).mapToObj(i -> i + "-知识库")))
                .isBetween(0.04, 0.06);
    }

    @Test
    void servicesAreDividedIndependently() {
        TrafficDecider chat = decider("chat", Map.of("blue", 50, "green", 50));
        TrafficDecider search = decider("search", Map.of("blue", 50, "green", 50));

        long both = USERS.stream()
                .filter(user -> colour(chat, user).equals("green")
                        && colour(search, user).equals("green"))
                .count();

        assertThat(both).isBetween(2300L, 2700L);
    }

    @Test
    void freshlyCompiledDecidersAgreeWhateverTheOrderOfTheFile() {
        TrafficDecider one = decider(inOrder("blue", 60, "green", 10, "red", 30));
        TrafficDecider other = decider(inOrder("red", 30, "green", 10, "blue", 60));

        for (String user : USERS) {
            assertThat(colour(other, user)).isEqualTo(colour(one, user));
        }
    }

    @Test
    void aRestartOrAnotherVersionKeepsTheColours() {
        TrafficDecider two = decider(Map.of("blue", 50, "green", 50));
        TrafficDecider three = decider(Map.of("blue", 60, "green", 10, "red", 30));

        assertThat(Stream.of("alice", "bob", "carol", "192.0.2.1", "2001:db8::1", "Bearer abc", "小明")
                        .map(user -> user + ":" + colour(two, user) + ":" + colour(three, user)))
                .containsExactly(
                        "alice:green:red",
                        "bob:green:red",
                        "carol:blue:blue",
                        "192.0.2.1:blue:red",
                        "2001:db8::1:green:blue",
                        "Bearer abc:blue:blue",
                        "小明:blue:blue");
    }

    @Test
    void movingFromFiveToTwentyKeepsEveryGreenIdentityGreen() {
        Set<String> atFive = on(decider(Map.of("blue", 95, "green", 5)), "green");
        Set<String> atTwenty = on(decider(Map.of("blue", 80, "green", 20)), "green");

        assertThat(atFive).isNotEmpty();
        assertThat(atTwenty.containsAll(atFive)).isTrue();
    }

    @Test
    void identitiesOnlyEverJoinAGrowingColour() {
        Set<String> before = Set.of();
        for (int percent = 0; percent <= 100; percent += 5) {
            Set<String> green = on(decider(Map.of("blue", 100 - percent, "green", percent)), "green");
            assertThat(green.containsAll(before)).isTrue();
            before = green;
        }
        assertThat(before).hasSize(USERS.size());
    }

    @Property(tries = 300)
    void ofThreeColoursTheOneThatGrowsTakesFromTheOthersAndNothingElseMoves(
            @ForAll @IntRange(max = 100) int blue,
            @ForAll @IntRange(max = 100) int green,
            @ForAll @IntRange(min = 1, max = 100) int red,
            @ForAll @IntRange(min = 1, max = 1000) int more) {
        TrafficDecider before = decider(Map.of("blue", blue, "green", green, "red", red));
        TrafficDecider after = decider(Map.of("blue", blue, "green", green + more, "red", red));

        for (String user : USERS.subList(0, 200)) {
            assertThat(colour(after, user)).isIn("green", colour(before, user));
        }
    }

    @Property(tries = 300)
    void anIdentityMovesOnlyWhereTheRatioOfWeightsMoved(
            @ForAll @IntRange(min = 1, max = 1_000_000) int blue,
            @ForAll @IntRange(min = 1, max = 1_000_000) int green,
            @ForAll @IntRange(min = 1, max = 1_000_000) int red,
            @ForAll @IntRange(min = 1, max = 1_000_000) int laterBlue,
            @ForAll @IntRange(min = 1, max = 1_000_000) int laterGreen,
            @ForAll @IntRange(min = 1, max = 1_000_000) int laterRed) {
        Map<String, Integer> weights = Map.of("blue", blue, "green", green, "red", red);
        Map<String, Integer> later = Map.of("blue", laterBlue, "green", laterGreen, "red", laterRed);
        TrafficDecider before = decider(weights);
        TrafficDecider after = decider(later);

        for (String user : USERS.subList(0, 100)) {
            String from = colour(before, user);
            String to = colour(after, user);
            if (!from.equals(to)) {
                assertThat((long) later.get(to) * weights.get(from))
                        .isGreaterThan((long) later.get(from) * weights.get(to));
            }
        }
    }

    @Property(tries = 100)
    void theSameProportionsAreTheSameSplit(
            @ForAll @IntRange(min = 1, max = 1000) int blue,
            @ForAll @IntRange(min = 1, max = 1000) int green,
            @ForAll @IntRange(min = 1, max = 1000) int times) {
        TrafficDecider one = decider(Map.of("blue", blue, "green", green));
        TrafficDecider other = decider(Map.of("blue", blue * times, "green", green * times));

        for (String user : USERS.subList(0, 100)) {
            assertThat(colour(other, user)).isEqualTo(colour(one, user));
        }
    }

    @Test
    void aColourOfWeightZeroNeverGetsAny() {
        assertThat(counts(decider(Map.of("blue", 50, "green", 50, "red", 0)))).containsOnlyKeys("blue", "green");
    }

    @Test
    void aColourThatTheSplitDoesNotNameNeverGetsAny() {
        assertThat(counts(decider(Map.of("blue", 1, "red", 1)))).containsOnlyKeys("blue", "red");
    }

    @Test
    void oneColourWithAllTheWeightGetsEverythingWithoutAskingForTheIdentity() {
        SampleRequest request = SampleRequest.get("/");

        Decision decision = decider(Map.of("blue", 0, "green", 3)).decide(request, ALL_USABLE);

        assertThat(decision).isEqualTo(new Decision("green", Cause.SPLIT, Decision.NO_RULE));
        assertThat(request.headersAsked()).isZero();
    }

    @Test
    void theFirstAttributePresentIsTheIdentity() {
        TrafficDecider decider = decider(
                Map.of("blue", 50, "green", 50),
                USER,
                new RequestAttribute.Cookie("teal"),
                new RequestAttribute.ClientIp());

        for (String user : USERS.subList(0, 200)) {
            String expected = colour(decider, user);
            SampleRequest header =
                    SampleRequest.get("/").withHeader("X-User", user).withCookie("teal", "other");
            SampleRequest cookie =
                    SampleRequest.get("/").withHeader("X-User", "").withCookie("teal", user);
            SampleRequest address = SampleRequest.get("/").from(user);
            assertThat(List.of(header, cookie, address))
                    .extracting(request -> decider.decide(request, ALL_USABLE).upstream())
                    .containsOnly(expected);
        }
    }

    @Test
    void requestsWithoutIdentityAreDividedByTheWeights() {
        assertThat(randomGreen(decider(Map.of("blue", 70, "green", 30), USER))).isBetween(0.25, 0.35);
        assertThat(randomGreen(decider(Map.of("blue", 70, "green", 30), new RequestAttribute[0])))
                .isBetween(0.25, 0.35);
    }

    @Test
    void eachRequestIsDividedOnItsOwnWhenTheIdentityIsTheRequest() {
        TrafficDecider decider = decider(
                Map.of("blue", 70, "green", 30), new RequestAttribute.EachRequest(), new RequestAttribute.ClientIp());

        assertThat(randomGreen(decider)).isBetween(0.25, 0.35);
    }

    @Test
    void aSplitThatCannotBeServedIsRefused() {
        for (Map<String, Integer> split : List.of(
                Map.<String, Integer>of(),
                Map.of("blue", 0, "green", 0),
                Map.of("blue", -1, "green", 2),
                Map.of("blue", 1_000_001),
                Map.of("violet", 1))) {
            assertThatThrownBy(() -> TrafficDecider.compile(
                            service("chat", new Traffic(new LinkedHashMap<>(split), List.of(), List.of()))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("chat");
        }
    }

    private static Map<String, Integer> inOrder(String a, int one, String b, int two, String c, int three) {
        Map<String, Integer> split = new LinkedHashMap<>();
        split.put(a, one);
        split.put(b, two);
        split.put(c, three);
        return split;
    }

    private static double randomGreen(TrafficDecider decider) {
        return share(decider, "green", Stream.generate(() -> "").limit(10_000));
    }

    private static double share(TrafficDecider decider, String colour) {
        return share(decider, colour, USERS.stream());
    }

    private static double share(TrafficDecider decider, String colour, Stream<String> users) {
        List<String> colours = users.map(user -> colour(decider, user)).toList();
        return colours.stream().filter(colour::equals).count() / (double) colours.size();
    }

    private static Map<String, Long> counts(TrafficDecider decider) {
        return USERS.stream().collect(groupingBy(user -> colour(decider, user), counting()));
    }

    private static Set<String> on(TrafficDecider decider, String colour) {
        Set<String> users = new HashSet<>();
        for (String user : USERS) {
            if (colour(decider, user).equals(colour)) {
                users.add(user);
            }
        }
        return users;
    }
}
