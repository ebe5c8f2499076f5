package io.teal.gateway.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StableHashTest {

    /** The published FNV-1a sums of these texts, mixed. */
    @Test
    void isTheMixedFnvSum() {
        assertThat(StableHash.of("")).isEqualTo(StableHash.mix(0xcbf29ce484222325L));
        assertThat(StableHash.of("a")).isEqualTo(StableHash.mix(0xaf63dc4c8601ec8cL));
        assertThat(StableHash.of("foobar")).isEqualTo(StableHash.mix(0x85944171f73967e8L));
    }

    /** The first numbers of SplitMix64 from the seed 0: its finaliser over multiples of the golden ratio. */
    @Test
    void mixesAsSplitMix64Does() {
        assertThat(StableHash.mix(0x9e3779b97f4a7c15L)).isEqualTo(0xe220a8397b1dcdafL);
        assertThat(StableHash.mix(0x3c6ef372fe94f82aL)).isEqualTo(0x6e789e6aa1b965f4L);
    }

    @Property(tries = 2000)
    void isTakenOverUtf8(@ForAll String text) {
        Assume.that(StandardCharsets.UTF_8.newEncoder().canEncode(text));
        long hash = 0xcbf29ce484222325L;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }

        assertThat(StableHash.of(text)).isEqualTo(StableHash.mix(hash));
    }

    @Test
    void tellsTwoTextsFromTheirJoin() {
        assertThat(StableHash.of("ab", "c"))
                .isNotEqualTo(StableHash.of("a", "bc"))
                .isNotEqualTo(StableHash.of("abc"));
    }

    @Test
    void spreadsOneChangedBitOverAll() {
        int most = 0;
        int fewest = 64;
        long total = 0;
        for (int i = 0; i < 1000; i++) {
            int changed = Long.bitCount(StableHash.of("user-" + i) ^ StableHash.of("user-" + (i ^ 1)));
            most = Math.max(most, changed);
            fewest = Math.min(fewest, changed);
            total += changed;
        }

        assertThat(total / 1000.0).isBetween(31.0, 33.0);
        assertThat(fewest).isGreaterThan(12);
        assertThat(most).isLessThan(52);
    }
}
