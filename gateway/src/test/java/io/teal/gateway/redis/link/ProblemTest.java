package io.teal.gateway.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemTest {
    private static final RedisAddress OPEN = RedisAddress.of("redis://h", false);
    private static final RedisAddress CLOSED = RedisAddress.of("redis://teal:secret@h", false);

    private static Problem of(Throwable error) {
        return Problem.of(OPEN, error, 2000);
    }

    private static Throwable reply(String text) {
        return new CompletionException(new RedisCommandExecutionException(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WRONGPASS invalid username-password pair|PASSWORD|redis refuses the password at h:6379",
                "ERR invalid password|PASSWORD|redis refuses the password at h:6379",
                "ERR Client sent AUTH, but no password is set|PASSWORD|redis refuses the password at h:6379",
                "NOAUTH Authentication required.|PASSWORD|redis wants a password at h:6379; set it in redis.url",
                "NOPERM this user has no permissions|SETUP|redis at h:6379 does not allow what is asked of it",
                "LOADING Redis is loading the dataset in memory|LOADING|redis is loading its data at h:6379",
                "READONLY You can't write against a read only replica.|SETUP|redis at h:6379 is a replica and takes no writes",
                "MASTERDOWN Link with MASTER is down|SETUP|redis at h:6379 is a replica",
                "CLUSTERDOWN The cluster is down|UNREACHABLE|the redis cluster at h:6379 is down",
                "MOVED 1 1.2.3.4:5|SETUP|redis at h:6379 is a node of a cluster; set redis.cluster: true",
                "ERR This instance has cluster support disabled|SETUP|redis at h:6379 is no cluster; set redis.cluster: false",
                "OOM command not allowed|REFUSAL|redis is full at h:6379 (OOM command not allowed); raise its maxmemory",
                "ERR max number of clients reached|UNREACHABLE|redis cannot be reached at h:6379: it has too many clients",
                "WRONGTYPE Operation against a key|REFUSAL|redis at h:6379 refuses: WRONGTYPE Operation against a key",
                "BUSY|REFUSAL|redis at h:6379 refuses: BUSY",
            })
    void repliesAreSaidWithWhatToDo(String reply, Problem.Kind kind, String words) {
        Problem problem = of(reply(reply));

        assertThat(problem.kind()).isEqualTo(kind);
        assertThat(problem.words()).startsWith(words);
    }

    @Test
    void aPasswordThatTheServerDoesNotSeeIsTheWrongOne() {
        Problem problem = Problem.of(CLOSED, reply("NOAUTH Authentication required."), 2000);

        assertThat(problem.words())
                .isEqualTo("redis refuses the password at h:6379 (NOAUTH); set it in redis.url")
                .doesNotContain("secret");
    }

    @Test
    void whatAnUnknownCommandWasSentWithIsNotSaid() {
        Problem problem =
                of(reply("ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `u`, `secret`"));

        assertThat(problem.words()).isEqualTo("redis at h:6379 refuses: ERR unknown command `HELLO`");
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused: h/1.2.3.4:6379"), "the connection is refused"),
                Arguments.of(
                        new ConnectException("connection timed out after 1000 ms: h"),
                        "no connection comes about in time"),
                Arguments.of(new UnknownHostException("h"), "the name of a host is not known"),
                Arguments.of(new ClosedChannelException(), "the connection was closed"),
                Arguments.of(
                        new RedisException("Currently not connected. Commands are rejected."),
                        "the connection was closed"),
                Arguments.of(
                        new RedisConnectionException("Connection closed prematurely"),
                        "it closes the connection at once, as one does that wants TLS (rediss:// in redis.url)"),
                Arguments.of(new IOException("Connection reset by peer"), "Connection reset by peer"),
                Arguments.of(new IOException("long\n" + "x".repeat(500)), "long " + "x".repeat(195) + "…"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void whateverIsUnreachableSaysWhy(Throwable error, String why) {
        Problem problem = of(new CompletionException(new RedisConnectionException("Unable to connect", error)));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.UNREACHABLE);
        assertThat(problem.words())
                .isEqualTo(
                        "redis cannot be reached at h:6379: " + why + "; answers are kept in memory only until it can");
    }

    @Test
    void silenceHasItsOwnWords() {
        assertThat(of(new CompletionException(new TimeoutException())))
                .isEqualTo(of(new RedisCommandTimeoutException("Connection initialization timed out")))
                .isEqualTo(Problem.silent(OPEN, 2000));
        assertThat(Problem.silent(OPEN, 50).words())
                .isEqualTo(
                        "redis does not answer within 50 ms at h:6379; answers are kept in memory only until it does");
    }

    @Test
    void whatIsTriedOneAfterTheOtherIsJudgedByTheMostTelling() {
        Exception all = new RedisConnectionException("none", new ConnectException("Connection refused"));
        all.addSuppressed(new RedisConnectionException("one", reply("WRONGPASS invalid")));

        assertThat(of(all).kind()).isEqualTo(Problem.Kind.PASSWORD);
    }

    @Test
    void aMasterThatNoSentinelKnowsIsNamed() {
        RedisAddress sentinels = RedisAddress.of("redis-sentinel://s#m", false);
        Exception all = new CompletionException(new ConnectException("Connection refused"));
        all.addSuppressed(new CompletionException(new Sentinels.UnknownMaster("m")));

        assertThat(Problem.of(sentinels, all, 2000).words())
                .contains("the sentinels know no master named m; set the name after # in redis.url");
    }

    @Test
    void certificatesAreSpokenOf() {
        assertThat(of(new SSLHandshakeException("No name matching h found")).words())
                .contains("shows a certificate for another name: No name matching h found;");
        assertThat(of(new SSLHandshakeException("unable to find valid certification path"))
                        .words())
                .contains("shows a certificate that is not trusted: unable to find", "set redis.ca");
        assertThat(of(new IllegalArgumentException(new CertificateException("found no certificates")))
                        .words())
                .startsWith("the certificates in the file that redis.ca names cannot be read: found no certificates");
        assertThat(of(new SSLHandshakeException("not an SSL/TLS record: 2d45")).words())
                .contains("speaks no TLS; begin redis.url with redis:// instead");
    }

    @Test
    void aServerWithoutPasswordSaysThatItTalksOnlyToItself() {
        assertThat(of(new RedisConnectionException("DENIED Redis is running in protected mode because"))
                        .words())
                .isEqualTo("redis at h:6379 is in protected mode; give it a password, and set it in redis.url");
    }

    @Test
    void someRepliesSayThatNobodyWillGetAnything() {
        assertThat(Stream.of("LOADING x", "MASTERDOWN x", "CLUSTERDOWN x", "READONLY x", "NOAUTH x"))
                .allMatch(Problem::isEnd);
        assertThat(Stream.of("OOM x", "WRONGTYPE x", "ERR x", "NOPERM x", "MOVED x", "NOSCRIPT"))
                .noneMatch(Problem::isEnd);
    }

    @Test
    void whatStopsAScriptCountsLikeWhatStopsACommand() {
        String before7 = "ERR Error running script (call to f_c1): @user_script:1: @user_script: 1: -READONLY You can't"
                + " write against a read only replica. ";

        assertThat(Problem.reply(reply(before7))).isEqualTo("READONLY You can't write against a read only replica. ");
        assertThat(Problem.reply(reply("ERR Error compiling script"))).isEqualTo("ERR Error compiling script");
        assertThat(Problem.reply(new IOException("no reply"))).isNull();
    }

    @Test
    void aHandshakeThatIsNotAnsweredIsASilence() {
        Problem problem = Problem.of(
                RedisAddress.of("rediss://h", false),
                new RedisConnectionException(
                        "no", new SslHandshakeTimeoutException("handshake timed out after 2000ms")),
                2000);

        assertThat(problem.kind()).isEqualTo(Problem.Kind.SILENT);
        assertThat(problem.words())
                .isEqualTo("redis does not answer within 2000 ms at h:6379, as one does that speaks no TLS (redis:// in"
                        + " redis.url); answers are kept in memory only until it does");
    }
}
