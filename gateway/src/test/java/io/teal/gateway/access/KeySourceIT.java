package io.teal.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys of an issuer that changes them, is away and comes back. */
class KeySourceIT {
    private static final Duration NEVER = Duration.ofHours(10);
    private static final Duration AT_ONCE = Duration.ofMillis(5);

    private Issuer issuer;
    private KeySources.Fetcher fetcher;

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer();
        issuer.publish(Issuer.ec("one"));
        fetcher = KeySources.Fetcher.open();
    }

    @AfterEach
    void stop() {
        fetcher.client().shutdownNow();
        assertThat(fetcher.thread().shutdownNow()).isNotNull();
        issuer.close();
    }

    private KeySource started(KeySource.Pace pace) {
        KeySource source = new KeySource(issuer.url(), fetcher, pace);
        fetcher.thread().execute(source::start);
        return source;
    }

    private static String only(KeySource source) {
        TokenKeys keys = source.keys();
        return keys == null || keys.keys().size() != 1
                ? ""
                : keys.keys().getFirst().getKeyId();
    }

    @Test
    void keysAreFetchedAgainFromTimeToTime() throws Exception {
        KeySource source = started(new KeySource.Pace(AT_ONCE, AT_ONCE, NEVER));
        await().until(() -> only(source).equals("one"));

        issuer.publish(Issuer.rsa("two"));

        await().until(() -> only(source).equals("two"));
    }

    @Test
    void whatDidNotChangeIsTheSame() {
        KeySource source = started(new KeySource.Pace(AT_ONCE, AT_ONCE, NEVER));
        await().until(() -> source.keys() != null);
        TokenKeys first = source.keys();
        int asked = issuer.asked();

        await().until(() -> issuer.asked() > asked + 2);

        assertThat(source.keys()).isSameAs(first);
    }

    @Test
    void anIssuerThatIsAwayAtFirstIsAskedAgain() {
        issuer.answers(503);
        KeySource source = started(new KeySource.Pace(NEVER, AT_ONCE, NEVER));
        await().until(() -> issuer.asked() > 2);
        assertThat(source.keys()).isNull();

        issuer.answers(200);

        await().until(() -> only(source).equals("one"));
    }

    @Test
    void whatWasFetchedStaysWhileTheIssuerIsAwayOrTalksNonsense() throws Exception {
        KeySource source = started(new KeySource.Pace(AT_ONCE, AT_ONCE, AT_ONCE));
        await().until(() -> only(source).equals("one"));

        issuer.publish();
        int empty = issuer.asked();
        await().until(() -> issuer.asked() > empty + 2);
        assertThat(only(source)).isEqualTo("one");
        issuer.answers(500);
        int failing = issuer.asked();
        await().until(() -> issuer.asked() > failing + 2);
        assertThat(only(source)).isEqualTo("one");

        PublicJsonWebKey next = Issuer.ed25519("two");
        issuer.publish(next);
        issuer.answers(200);
        await().until(() -> only(source).equals("two"));
    }

    @Test
    void aKeyThatIsNotKnownIsFetchedOnce() throws Exception {
        KeySource source = started(new KeySource.Pace(NEVER, AT_ONCE, NEVER));
        await().until(() -> only(source).equals("one"));
        issuer.publish(Issuer.rsa("two"));

        assertThat(source.missed(false)).as("who only looks").isFalse();
        assertThat(issuer.asked()).isEqualTo(1);
        assertThat(source.missed(true)).isTrue();
        await().until(() -> only(source).equals("two"));
        await().until(() -> !source.missed(true));
        for (int i = 0; i < 1_000; i++) {
            assertThat(source.missed(true)).isFalse();
        }

        assertThat(issuer.asked()).isEqualTo(2);
    }

    @Test
    void afterAWhileItMayBeFetchedAgain() throws Exception {
        KeySource source = started(new KeySource.Pace(NEVER, AT_ONCE, AT_ONCE));
        await().until(() -> only(source).equals("one"));
        assertThat(source.missed(true)).isTrue();
        await().until(() -> issuer.asked() == 2);

        issuer.publish(Issuer.rsa("three"));

        await().until(() -> source.missed(true) && only(source).equals("three"));
    }

    @Test
    void nothingIsFetchedOnceItIsClosed() {
        KeySource source = started(new KeySource.Pace(AT_ONCE, AT_ONCE, AT_ONCE));
        await().until(() -> issuer.asked() > 2);

        var closed = fetcher.thread().submit(source::close);
        await().until(closed::isDone);
        int asked = issuer.asked();

        assertThat(source.missed(true)).isTrue();
        await().until(() -> !source.missed(false));
        assertThat(issuer.asked()).isBetween(asked, asked + 1);
    }
}
