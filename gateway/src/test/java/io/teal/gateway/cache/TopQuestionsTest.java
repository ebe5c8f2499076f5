package io.teal.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopQuestionsTest {
    private static final Duration TTL = Duration.ofHours(1);

    private final AtomicLong now = new AtomicLong(1_700_000_000_000L);
    private final TopQuestions top = new TopQuestions(now::get, Runnable::run);

    private int ask(String question) {
        return ask("chat", question, null);
    }

    private int ask(String service, String question, @Nullable Replayable request) {
        return top.count(service, "faq", "hr_faq", question, TTL, () -> request).times();
    }

    private static Replayable request(String text) {
        return new Replayable(
                "faq", "h", "/chat/kb_chat", "application/json", text.getBytes(StandardCharsets.UTF_8), true);
    }

    @Test
    void theMostFrequentComeFirst() {
        for (int i = 0; i < 3; i++) {
            int unused = ask("报销");
        }
        int unusedOnce = ask("年假");
        int unusedOther = ask("other", "年假", null);
        top.count("chat", "faq", "hr_faq", "报销", TTL, () -> null).hit();

        assertThat(top.most("chat", 10))
                .containsExactly(
                        new TopQuestion("chat", "faq", "hr_faq", "报销", 4, 1),
                        new TopQuestion("chat", "faq", "hr_faq", "年假", 1, 0));
        assertThat(top.most(null, 10)).hasSize(3);
        assertThat(top.most(null, 1))
                .singleElement()
                .extracting(TopQuestion::asked)
                .isEqualTo(4L);
        assertThat(top.most(null, 0)).isEmpty();
        assertThat(top.most("none", 5)).isEmpty();
    }

    @Test
    void itTellsHowOftenWithinTheWindow() {
        assertThat(ask("q")).isEqualTo(1);
        assertThat(ask("q")).isEqualTo(2);
        now.addAndGet(TTL.toMillis() / 2);
        assertThat(ask("q")).isEqualTo(3);

        now.addAndGet(TTL.toMillis() * 6 / 10);

        assertThat(ask("q")).as("the first two are too long ago").isEqualTo(2);
        now.addAndGet(TTL.toMillis() * 2);
        assertThat(ask("q")).isEqualTo(1);
        assertThat(top.most(null, 1).getFirst().asked()).isEqualTo(5);
    }

    /** Against every single time: never one from before the window, and all of its last 7/8. */
    @Property
    void theCountLiesBetweenTheseBounds(
            @ForAll @IntRange(min = 8, max = 5000) int window,
            @ForAll @Size(min = 1, max = 80) List<@IntRange(min = 0, max = 2000) Integer> pauses) {
        AskedQuestion question = new AskedQuestion(window);
        List<Long> times = new ArrayList<>();
        long time = 1_700_000_000_000L;
        for (int pause : pauses) {
            time += pause;
            times.add(time);
            long last = time;

            int counted = question.ask(time, window);

            assertThat(counted)
                    .isLessThanOrEqualTo(
                            (int) times.stream().filter(t -> t > last - window).count())
                    .isGreaterThanOrEqualTo((int) times.stream()
                            .filter(t -> t > last - window / 8 * 7L)
                            .count());
        }
    }

    @Test
    void questionsArePutApartByServiceRouteBaseAndText() {
        AtomicInteger made = new AtomicInteger();
        for (String route : List.of("a", "b")) {
            for (String base : List.of("", "x")) {
                assertThat(top.count("chat", route, base, "q", TTL, () -> {
                                    made.incrementAndGet();
                                    return null;
                                })
                                .times())
                        .isEqualTo(1);
            }
        }
        assertThat(made).hasValue(4);
        assertThat(top.most("chat", 10)).hasSize(4);
    }

    @Test
    void longQuestionsAreToldApartThoughTheyBeginAlike() {
        String start = "问".repeat(5000);

        assertThat(ask(start + "甲")).isEqualTo(1);
        assertThat(ask(start + "乙")).isEqualTo(1);
        assertThat(ask(start + "甲")).isEqualTo(2);

        assertThat(top.most("chat", 1).getFirst().question()).hasSize(201).endsWith("…");
    }

    @Test
    void theLastRequestThatMayBeAskedAgainIsNoted() {
        int unused = ask("chat", "q", request("first"));
        int unused2 = ask("chat", "q", request("at once"));
        assertThat(bodies("chat")).containsExactly("first");

        now.addAndGet(60_000);
        int unused3 = ask("chat", "q", null);
        assertThat(bodies("chat")).containsExactly("first");
        int unused4 = ask("chat", "q", request("later"));

        assertThat(bodies("chat")).containsExactly("later");
        assertThat(bodies("other")).isEmpty();
    }

    @Test
    void requestsComeInTheOrderOfTheQuestions() {
        int unused = ask("chat", "seldom", request("seldom"));
        int unused2 = ask("chat", "often", request("often"));
        int unused3 = ask("chat", "often", null);
        int unused4 = ask("chat", "private", null);
        int unused5 = ask("chat", "huge", request("x".repeat((64 << 10) + 1)));

        assertThat(bodies("chat")).containsExactly("often", "seldom");
        assertThat(top.replayable("chat", 1)).hasSize(1);
    }

    /** By what may be asked again: nothing else says under which host an answer is found by everybody. */
    @Test
    void hostsComeInTheOrderOfWhatIsAskedThere() {
        int unused = ask("chat", "once", at("seldom.example"));
        int unused2 = ask("chat", "twice", at("often.example"));
        int unused3 = ask("chat", "twice", null);
        int unused4 = ask("chat", "private", null);
        int unused5 = ask("other", "q", at("other.example"));

        assertThat(top.hosts("chat", "faq")).containsExactly("often.example", "seldom.example");
        assertThat(top.hosts("chat", "none")).isEmpty();
        for (int i = 0; i < 9; i++) {
            int unused6 = ask("chat", "more " + i, at("host-" + i));
        }
        assertThat(top.hosts("chat", "faq")).hasSize(4).startsWith("often.example");
    }

    private static Replayable at(String host) {
        return new Replayable("faq", host, "/chat/kb_chat", "application/json", new byte[1], true);
    }

    private List<String> bodies(String service) {
        return top.replayable(service, 100).stream()
                .map(request -> new String(request.body(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatNobodyAsksAnyMoreIsForgotten() {
        int unused = ask("q");
        now.addAndGet(Duration.ofHours(23).toMillis());
        int unused2 = ask("q");
        now.addAndGet(Duration.ofHours(23).toMillis());
        assertThat(top.most("chat", 1).getFirst().asked()).isEqualTo(2);

        now.addAndGet(Duration.ofHours(2).toMillis());

        assertThat(top.most("chat", 1)).isEmpty();
    }

    @Test
    void aWindowLongerThanADayIsKeptInMind() {
        Duration week = Duration.ofDays(7);
        assertThat(top.count("chat", "faq", "", "q", week, () -> null).times()).isEqualTo(1);

        now.addAndGet(Duration.ofDays(5).toMillis());

        assertThat(top.count("chat", "faq", "", "q", week, () -> null).times()).isEqualTo(2);
    }

    @Test
    void neitherQuestionsNorRequestsGrowWithoutBound() {
        for (int i = 0; i < 30_000; i++) {
            int unused = ask("question " + i);
        }
        assertThat(top.most(null, Integer.MAX_VALUE).size()).isBetween(5000, 10_000);

        for (int i = 0; i < 1000; i++) {
            int unused = ask("chat", "large " + i, request("x".repeat(60_000)));
        }

        long noted = top.replayable("chat", Integer.MAX_VALUE).stream()
                .mapToLong(request -> request.body().length)
                .sum();
        assertThat(noted).isBetween(1L, 16L << 20);
    }
}
