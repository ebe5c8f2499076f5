package io.teal.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class CacheKeyTest {
    private static final long[] EPOCHS = {1, 2, 3, 4};

    private static CacheKey key(String... parts) {
        return CacheKey.of(parts[0], parts[1], parts[2], EPOCHS, parts[3], parts[4].getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void gatewaysOfOneVersionAgreeOnIt() {
        CacheKey key = key("faq", "chat", "blue", "", "年假");

        assertThat(key)
                .isEqualTo(key("faq", "chat", "blue", "", "年假"))
                .hasSameHashCodeAs(key("faq", "chat", "blue", "", "年假"));
        assertThat(key.hex()).isEqualTo("bb780a683347a990c4d7d1cfd94400cc7b93681c346c806275bc0c2e3fc35061");
    }

    @Test
    void everyEpochMatters() {
        byte[] question = {1};
        CacheKey before = CacheKey.of("r", "s", "u", EPOCHS, "", question);

        for (int i = 0; i < EPOCHS.length; i++) {
            long[] raised = EPOCHS.clone();
            raised[i] = -raised[i];
            assertThat(CacheKey.of("r", "s", "u", raised, "", question)).isNotEqualTo(before);
        }
    }

    /** Whatever the parts are: the same key means the same parts. */
    @Property(tries = 2000)
    void keysAreEqualOnlyWhenAllPartsAre(
            @ForAll @Size(5) List<@StringLength(max = 3) String> one,
            @ForAll @Size(5) List<@StringLength(max = 3) String> other) {
        // Strings that UTF-8 cannot write are all a question mark there.
        List<String> here = one.stream().map(CacheKeyTest::written).toList();
        List<String> there = other.stream().map(CacheKeyTest::written).toList();

        assertThat(key(here.toArray(String[]::new)).equals(key(there.toArray(String[]::new))))
                .isEqualTo(here.equals(there));
    }

    /** Moving the end of a part to the start of the next makes another key. */
    @Test
    void noPartPassesForAPieceOfAnother() {
        String[] parts = {"aa", "aa", "aa", "aa", "aa"};
        CacheKey key = key(parts);

        for (int i = 0; i < parts.length - 1; i++) {
            String[] moved = Arrays.copyOf(parts, parts.length);
            moved[i] = "a";
            moved[i + 1] = "aaa";
            assertThat(key(moved)).isNotEqualTo(key);
        }
    }

    private static String written(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
