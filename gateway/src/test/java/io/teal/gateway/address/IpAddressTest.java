package io.teal.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0, 0.0.0.0",
        "192.0.2.1, 192.0.2.1, 192.0.2.1",
        "255.255.255.255, 255.255.255.255, 255.255.255.255",
        "::, ::, 0:0:0:0:0:0:0:0",
        "::1, ::1, 0:0:0:0:0:0:0:1",
        "1::, 1::, 1:0:0:0:0:0:0:0",
        "2001:DB8::00a1, 2001:db8::a1, 2001:db8:0:0:0:0:0:a1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1, 2001:0:0:1:0:0:0:1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1, 2001:db8:0:0:1:0:0:1",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221, 64:ff9b:0:0:0:0:c000:221",
        "::ffff:192.0.2.1, 192.0.2.1, 192.0.2.1",
        "0:0:0:0:0:ffff:c000:0201, 192.0.2.1, 192.0.2.1",
        "::fffe:192.0.2.1, ::fffe:c000:201, 0:0:0:0:0:fffe:c000:201",
    })
    void a_literal_is_read_and_written(String text, String brief, String whole) {
        IpAddress address = IpAddress.parse(text);

        assertThat(address).hasToString(brief);
        assertThat(address.hostAddress()).isEqualTo(whole);
        assertThat(IpAddress.parse(brief)).isEqualTo(address);
        assertThat(IpAddress.parse(whole)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.256",
                "1.2.3.1000",
                "01.2.3.4",
                "1.2.3.00",
                "1.2.3.0x1",
                "+1.2.3.4",
                "1.2.3.-4",
                " 1.2.3.4",
                "1.2.3.4 ",
                "１.2.3.4",
                "localhost",
                "unknown",
                "_hidden",
                ":",
                ":::",
                ":1",
                "1:",
                "1:2",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "1:2:3:4:5:6:7:8:",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1::2::3",
                "12345::",
                "g::",
                "[::1]",
                "fe80::1%eth0",
                "::1.2.3",
                "::1.2.3.4:5",
                "1.2.3.4::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::ffff:01.2.3.4",
            })
    void what_is_no_literal_is_not_taken(String text) {
        assertThat(IpAddress.parse(text)).isNull();
    }

    @Test
    void an_address_is_the_same_on_a_socket_for_both_versions() {
        assertThat(IpAddress.parse("::ffff:10.0.0.1")).isEqualTo(IpAddress.parse("10.0.0.1"));
        assertThat(IpAddress.parse("::10.0.0.1")).isNotEqualTo(IpAddress.parse("10.0.0.1"));
    }

    /** The platform reads the same and writes the same; it never asks for a name here, because it gets bytes. */
    @Property
    void every_address_is_written_as_the_platform_does(@ForAll("halves") long high, @ForAll("halves") long low)
            throws UnknownHostException {
        byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();

        String whole = InetAddress.getByAddress(bytes).getHostAddress();

        IpAddress address = new IpAddress(high, low);
        assertThat(address.hostAddress()).isEqualTo(whole);
        assertThat(IpAddress.parse(whole)).isEqualTo(address);
        assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
    }

    /**
     * What is taken for IPv6 is what the platform takes, but for groups of more than four digits, and is the same address. In
     * brackets the platform looks no name up.
     */
    @Property(tries = 5_000)
    void nothing_is_read_that_the_platform_reads_otherwise(@ForAll("almost") String text) throws UnknownHostException {
        IpAddress address = IpAddress.parse(text);

        if (address != null) {
            assertThat(InetAddress.getByName("[" + text + "]").getHostAddress()).isEqualTo(address.hostAddress());
        }
        if (!text.matches(".*[0-9a-f]{5}.*")) {
            assertThat(address != null).as(text).isEqualTo(platformReads(text));
        }
    }

    private static boolean platformReads(String text) {
        try {
            return InetAddress.getByName("[" + text + "]").getHostAddress() != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Provide
    Arbitrary<Long> halves() {
        return Arbitraries.oneOf(
                Arbitraries.longs(), Arbitraries.of(0L, 1L, -1L, 0xffffL << 32, 0xffff_0a00_0001L, 1L << 48));
    }

    /** Texts of groups and colons that are often right and often not. */
    @Provide
    Arbitrary<String> almost() {
        Arbitrary<String> piece = Arbitraries.of("1", "0", "ab", "ffff", "12345", ":", ":", ":", "::", "::");
        return piece.list().ofMinSize(1).ofMaxSize(18).map(pieces -> ":" + String.join("", pieces));
    }
}
