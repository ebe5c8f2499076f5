package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Texts operators watch for. */
class WatchedTextsTest {
    @Test
    void findsTheOnesEverybodyWatchesFor() {
        assertThat(WatchedTexts.DEFAULT.find(Samples.MEMORY)).containsExactly("cuda_out_of_memory");
        assertThat(WatchedTexts.DEFAULT.find("connection REFUSED, then read timed out"))
                .containsExactly("read_timed_out", "connection_refused");
        assertThat(WatchedTexts.DEFAULT.find("CUDA out of mem")).isEmpty();
        assertThat(WatchedTexts.DEFAULT.find("")).isEmpty();
    }

    @Test
    void findsOnesOwnInTheirOrder() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("second", "拒绝");
        texts.put("first", "Straße");
        WatchedTexts watched = new WatchedTexts(texts);
        texts.clear();

        assertThat(watched.find("STRAßE 拒绝")).containsExactly("second", "first");
        assertThat(new WatchedTexts(Map.of()).find("anything")).isEmpty();
    }

    @Test
    void nothingToWatchForIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WatchedTexts(Map.of("name", " ")))
                .withMessageContaining("'name'");
        assertThatIllegalArgumentException().isThrownBy(() -> new WatchedTexts(Map.of("", "text")));
    }
}
