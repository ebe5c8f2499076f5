package io.teal.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.RequestAttribute.Header;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PseudonymsTest {
    private static final Header TOKEN = new Header("Authorization");
    private static final Caller CALLER = Caller.withToken("192.0.2.1", "Bearer a");

    @Test
    void a_client_keeps_its_pseudonym_within_a_scope_and_a_process() {
        byte[] secret = {1, 2, 3};

        Pseudonym first = new Pseudonyms(secret, "rate chat", TOKEN).of(CALLER);

        assertThat(new Pseudonyms(secret, "rate chat", TOKEN).of(CALLER)).isEqualTo(first);
        assertThat(new Pseudonyms(secret, "rate other", TOKEN).of(CALLER)).isNotEqualTo(first);
        assertThat(new Pseudonyms(new byte[] {1, 2, 4}, "rate chat", TOKEN).of(CALLER))
                .isNotEqualTo(first);
    }

    @Test
    void pseudonyms_differ_and_spread() {
        Pseudonyms pseudonyms = new Pseudonyms(new byte[32], "rate chat", TOKEN);
        Set<Pseudonym> all = new HashSet<>();
        int[] perShard = new int[16];

        for (int i = 0; i < 16_000; i++) {
            Pseudonym pseudonym = pseudonyms.of(Caller.withToken("192.0.2.1", "Bearer " + i));
            assertThat(all.add(pseudonym)).isTrue();
            perShard[(int) Math.floorMod(pseudonym.high(), 16L)]++;
        }

        assertThat(perShard).satisfies(counts -> {
            for (int count : counts) {
                assertThat(count).isBetween(850, 1_150);
            }
        });
    }
}
