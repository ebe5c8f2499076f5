package io.teal.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, 8, 10.0.0.0, true",
        "10.0.0.0, 8, 10.255.255.255, true",
        "10.0.0.0, 8, 11.0.0.0, false",
        "10.0.0.0, 8, 9.255.255.255, false",
        "10.0.0.0, 8, ::ffff:10.1.2.3, true",
        "10.0.0.0, 8, ::10.1.2.3, false",
        "192.0.2.128, 25, 192.0.2.127, false",
        "192.0.2.128, 25, 192.0.2.255, true",
        "192.0.2.1, 32, 192.0.2.1, true",
        "192.0.2.1, 32, 192.0.2.2, false",
        "0.0.0.0, 0, 203.0.113.7, true",
        "0.0.0.0, 0, ::1, false",
        "::, 0, 2001:db8::1, true",
        "::, 0, 192.0.2.1, false",
        "::, 64, 192.0.2.1, false",
        "fd00::, 8, fdff::1, true",
        "fd00::, 8, fe00::, false",
        "2001:db8::, 64, 2001:db8::ffff:ffff:ffff:ffff, true",
        "2001:db8::, 64, 2001:db8:0:1::, false",
        "2001:db8::, 65, 2001:db8::8000:0:0:0, false",
        "2001:db8::8000:0:0:0, 65, 2001:db8::8000:0:0:1, true",
        "::1, 128, ::1, true",
        "::1, 128, ::2, false",
    })
    void an_address_is_in_it_or_not(String first, int bits, String address, boolean contained) {
        Network network = new Network(IpAddress.parse(first), bits);

        assertThat(network.contains(IpAddress.parse(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 8, 10.0.0.0/8",
        "10.1.2.3, 31, 10.1.2.2/31",
        "10.1.2.3, 32, 10.1.2.3",
        "10.1.2.3, 0, 0.0.0.0/0",
        "2001:db8:1:2:3:4:5:6, 33, 2001:db8::/33",
        "2001:db8:1:2:3:4:5:6, 112, 2001:db8:1:2:3:4:5:0/112",
        "2001:db8:1:2:3:4:5:6, 128, 2001:db8:1:2:3:4:5:6",
        "2001:db8::1, 0, ::/0",
    })
    void the_network_around_an_address(String address, int bits, String network) {
        assertThat(Network.around(IpAddress.parse(address), bits)).hasToString(network);
    }

    @Test
    void a_network_begins_where_it_says() {
        IpAddress address = IpAddress.parse("10.0.0.1");

        assertThatThrownBy(() -> new Network(address, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Network.around(address, 33)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Network.around(address, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Network.of(address)).isEqualTo(new Network(address, 32));
    }
}
