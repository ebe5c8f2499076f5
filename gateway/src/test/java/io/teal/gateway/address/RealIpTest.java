package io.teal.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealIpTest {
    private static final String PEER = "10.0.0.1";
    private static final List<Network> TRUSTED = List.of(
            Network.around(IpAddress.parse("10.0.0.0"), 8),
            Network.around(IpAddress.parse("fd00::"), 8),
            Network.of(IpAddress.parse("192.0.2.1")));

    @ParameterizedTest
    @CsvSource({
        "10.9.8.7, true",
        "0:0:0:0:0:ffff:a00:1, true",
        "::ffff:10.0.0.1, true",
        "192.0.2.1, true",
        "192.0.2.2, false",
        "fd12:0:0:0:0:0:0:1, true",
        "fd12:0:0:0:0:0:0:1%eth0, true",
        "fe80:0:0:0:0:0:0:1%2, false",
        "unknown, false",
    })
    void a_peer_is_trusted_by_its_address(String peer, boolean trusted) {
        assertThat(new RealIp(TRUSTED, "X-Forwarded-For", true).trusts(peer)).isEqualTo(trusted);
        assertThat(RealIp.NONE.trusts(peer)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.5                                  | 203.0.113.5",
                "203.0.113.5, 10.0.0.2                        | 203.0.113.5",
                "203.0.113.5,10.0.0.2,192.0.2.1 , fd00::7     | 203.0.113.5",
                "6.6.6.6, 203.0.113.5, 10.0.0.2               | 203.0.113.5",
                "10.0.0.66, 203.0.113.5                       | 203.0.113.5",
                "10.0.0.3, 10.0.0.2                           | 10.0.0.3",
                "2001:DB8::1, 10.0.0.2                        | 2001:db8:0:0:0:0:0:1",
                "[2001:db8::1]                                | 2001:db8:0:0:0:0:0:1",
                "[2001:db8::1]:4711                           | 2001:db8:0:0:0:0:0:1",
                "203.0.113.5:4711                             | 203.0.113.5",
                "::ffff:203.0.113.5, ::ffff:10.0.0.2          | 203.0.113.5",
                "203.0.113.5, garbage, 10.0.0.2               | 10.0.0.2",
                "203.0.113.5, unknown                         | 10.0.0.1",
                "203.0.113.5, , 10.0.0.2                      | 10.0.0.2",
                "203.0.113.5,                                 | 10.0.0.1",
                "203.0.113.5;                                 | 10.0.0.1",
                "203.0.113.5 10.0.0.2                         | 10.0.0.1",
                "\"203.0.113.5\"                              | 10.0.0.1",
                "203.0.113.5:                                 | 10.0.0.1",
                "203.0.113.5:x                                | 10.0.0.1",
                "203.0.113.5:123456                           | 10.0.0.1",
                "[203.0.113.5]                                | 10.0.0.1",
                "[2001:db8::1                                 | 10.0.0.1",
                "[2001:db8::1]x                               | 10.0.0.1",
                "[2001:db8::1]:                               | 10.0.0.1",
                "chat.example                                 | 10.0.0.1",
                "010.0.0.2                                    | 10.0.0.1",
                "for=203.0.113.5                              | 10.0.0.1",
                "''                                           | 10.0.0.1",
            })
    void a_list_is_walked_from_the_right(String value, String client) {
        assertThat(new RealIp(TRUSTED, "X-Forwarded-For", true).client(PEER, List.of(value)))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.5             | 203.0.113.5",
                "203.0.113.5, 10.0.0.2   | 10.0.0.2",
                "203.0.113.5, garbage    | 10.0.0.1",
            })
    void without_recursion_the_last_one_counts(String value, String client) {
        assertThat(new RealIp(TRUSTED, "X-Forwarded-For", false).client(PEER, List.of(value)))
                .isEqualTo(client);
    }

    @Test
    void the_lines_of_a_field_are_one_list() {
        RealIp realIp = new RealIp(TRUSTED, "X-Forwarded-For", true);

        assertThat(realIp.client(PEER, List.of("6.6.6.6, 203.0.113.5", "10.0.0.3, 10.0.0.2")))
                .isEqualTo("203.0.113.5");
        assertThat(realIp.client(PEER, List.of("203.0.113.5", "", "10.0.0.2"))).isEqualTo("10.0.0.2");
        assertThat(realIp.client(PEER, List.of())).isEqualTo(PEER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "for=203.0.113.5                                             | 203.0.113.5",
                "For=203.0.113.5;proto=https;by=10.0.0.1                     | 203.0.113.5",
                "proto=https; for = 203.0.113.5                              | 203.0.113.5",
                "for=203.0.113.5, for=10.0.0.2;host=\"a,b;for=6.6.6.6\"      | 203.0.113.5",
                "for=\"203.0.113.5:4711\"                                    | 203.0.113.5",
                "for=\"[2001:db8::1]:4711\", for=\"[fd00::7]\"               | 2001:db8:0:0:0:0:0:1",
                "for=6.6.6.6, for=203.0.113.5, for=10.0.0.2                  | 203.0.113.5",
                "for=6.6.6.6, for=\"x, for=203.0.113.5                       | 203.0.113.5",
                "for=6.6.6.6, for=\"x, for=\"[fd00::7]\";host=\"h\"          | fd00:0:0:0:0:0:0:7",
                "for=6.6.6.6, for=\"x\\, for=\"[2001:db8::1]\"               | 2001:db8:0:0:0:0:0:1",
                "for=203.0.113.5;host=\"\\\";for=6.6.6.6;\\\"\"              | 10.0.0.1",
                "for=203.0.113.5;for=6.6.6.6                                 | 10.0.0.1",
                "for=203.0.113.5, for=unknown, for=10.0.0.2                  | 10.0.0.2",
                "for=203.0.113.5, for=_hidden                                | 10.0.0.1",
                "for=203.0.113.5, proto=https                                | 10.0.0.1",
                "for=\"203.0.113.5                                           | 10.0.0.1",
                "for=\"203.0.113.5\"x                                        | 10.0.0.1",
                "for=\"                                                      | 10.0.0.1",
                "before=203.0.113.5                                          | 10.0.0.1",
                "203.0.113.5                                                 | 10.0.0.1",
            })
    void forwarded_is_read_as_its_own_grammar(String value, String client) {
        assertThat(new RealIp(TRUSTED, "forwarded", true).client(PEER, List.of(value)))
                .isEqualTo(client);
    }
}
