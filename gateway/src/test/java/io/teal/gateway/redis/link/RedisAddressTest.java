package io.teal.gateway.redis.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.StaticCredentialsProvider;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisAddressTest {
    private static RedisAddress.Host host(String name, int port) {
        return new RedisAddress.Host(name, port);
    }

    @Test
    void aServerNeedsNoMoreThanAName() {
        RedisAddress address = RedisAddress.of("redis://cache", false);

        assertThat(address)
                .isEqualTo(new RedisAddress(List.of(host("cache", 6379)), false, null, null, 0, null, false));
        assertThat(address.where()).isEqualTo("cache:6379");
    }

    @Test
    void aServerMayHaveEverything() {
        RedisAddress address = RedisAddress.of("rediss://teal:p%40ss%3A%2Fw%C3%B6rd%25+@[::1]:7000/3", false);

        assertThat(address)
                .isEqualTo(new RedisAddress(List.of(host("::1", 7000)), true, "teal", "p@ss:/wörd%+", 3, null, false));
        assertThat(address.where()).isEqualTo("[::1]:7000");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "redis://h,            -,    -",
                "redis://@h,           -,    -",
                "redis://:@h,          -,    -",
                "redis://secret@h,     -,    secret",
                "redis://:secret@h,    -,    secret",
                "redis://teal:@h,      teal, -",
                "redis://teal:a:b@h,   teal, a:b",
                "redis://teal:a@b@h,   teal, a@b",
                "redis://teal:a/b#c@h, teal, a/b#c",
            })
    void oneWordIsThePassword(String url, String user, String password) {
        RedisAddress address = RedisAddress.of(url, false);

        assertThat(address.user()).isEqualTo(user);
        assertThat(address.password()).isEqualTo(password);
        assertThat(address.hosts()).containsExactly(host("h", 6379));
    }

    @Test
    void sentinelsKnowTheMasterByItsName() {
        RedisAddress address = RedisAddress.of("rediss-sentinel://:pw@s1,s2:26380/1#my%20master", false);

        assertThat(address)
                .isEqualTo(new RedisAddress(
                        List.of(host("s1", 26379), host("s2", 26380)), true, null, "pw", 1, "my master", false));
        assertThat(address.where()).isEqualTo("s1:26379,s2:26380 (sentinels of my master)");
        assertThat(RedisAddress.of("redis-sentinel://s#m", false).tls()).isFalse();
    }

    @Test
    void aClusterHasSeveralHosts() {
        RedisAddress address = RedisAddress.of("redis://u:p@a:1,b:2,c/0", true);

        assertThat(address.hosts()).containsExactly(host("a", 1), host("b", 2), host("c", 6379));
        assertThat(address.cluster()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://h,                 false, begins with none of",
        "cache:6379,               false, begins with none of",
        "redis://,                 false, has a host that is none",
        "redis://u:secret@,        false, has a host that is none",
        "redis://:6379,            false, has a host that is none",
        "redis://h:,               false, has a host that is none",
        "redis://h:0,              false, has a host that is none",
        "redis://h:65536,          false, has a host that is none",
        "redis://h:+1,             false, has a host that is none",
        "redis://h:１,             false, has a host that is none",
        "redis://h:99999999999,    false, has a host that is none",
        "redis://[::1:6379,        false, has a host that is none",
        "redis://x]:6379,          false, has a host that is none",
        "redis://h/x,              false, has something else than the number of a database",
        "redis://h/-1,             false, has something else than the number of a database",
        "redis://h/0?timeout=1s,   false, has options",
        "redis://h#m,              false, names a master",
        "redis-sentinel://h,       false, does not say after a #",
        "redis-sentinel://h#,      false, does not say after a #",
        "redis-sentinel://h#m,     true,  has sentinels",
        "redis://h/1,              true,  has a database",
        "redis://u:secret%2@h,     false, has a % that two hexadecimal digits do not follow",
        "redis://u:secret%zz@h,    false, has a % that two hexadecimal digits do not follow",
    })
    void whatCannotBeUnderstoodIsSaidWithoutSecrets(String url, boolean cluster, String what) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisAddress.of(url, cluster))
                .withMessageStartingWith("redis.url " + what)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void severalHostsThatAreNoClusterAreNotGuessedAt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisAddress.of("redis://a,b", false))
                .withMessage("redis.url has several hosts: that needs cluster: true, or redis-sentinel://");
        assertThatIllegalArgumentException().isThrownBy(() -> RedisAddress.of("redis://a,,b", true));
    }

    @Test
    void theLibraryGetsWhatItNeeds() {
        RedisURI uri =
                RedisAddress.of("rediss://teal:pw@h:7000/3", false).uris().get(0);

        assertThat(uri.getHost()).isEqualTo("h");
        assertThat(uri.getPort()).isEqualTo(7000);
        assertThat(uri.getDatabase()).isEqualTo(3);
        assertThat(uri.isSsl()).isTrue();
        assertThat(uri.getVerifyMode()).isEqualTo(SslVerifyMode.FULL);
        assertThat(uri.getTimeout()).isEqualTo(Connector.HANDSHAKE);
        RedisCredentials credentials =
                ((StaticCredentialsProvider) uri.getCredentialsProvider()).resolveCredentialsNow();
        assertThat(credentials.getUsername()).isEqualTo("teal");
        assertThat(credentials.getPassword()).isEqualTo("pw".toCharArray());
        assertThat(RedisAddress.of("redis://a,b", true).uris()).hasSize(2);
    }

    @Test
    void peopleSeeNoSecrets() {
        assertThat(RedisAddress.of("redis://teal:secret@h", false).toString()).isEqualTo("h:6379");
    }
}
