package io.teal.simulator.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnowledgeBasesTest {
    private final KnowledgeBases bases = new KnowledgeBases("7");

    @Test
    void changesCountTheGenerationUp() {
        bases.store("hr_faq", Map.of("a.md", 3L), true);
        bases.store("hr_faq", Map.of("b.md", 3L), false);

        assertThat(bases.generation("hr_faq")).isEqualTo("8");
        assertThat(bases.generation("samples")).isEqualTo("7");
        assertThat(bases.files("HR_FAQ")).hasSize(3);
    }

    @Test
    void generationThatIsNoNumberGetsACount() {
        KnowledgeBases named = new KnowledgeBases("spring");
        named.remove("samples", List.of("员工手册.md"));

        assertThat(named.generation("samples")).isEqualTo("spring.1");
        assertThat(named.files("samples")).isEmpty();
    }

    @Test
    void namesWithThePrefixComeIntoBeing() {
        assertThat(bases.exists("kb-17")).isTrue();
        assertThat(bases.exists("other")).isFalse();
    }

    @Test
    void onlyOneIsInMemory() {
        assertThat(bases.load("samples")).isTrue();
        assertThat(bases.load("samples")).isFalse();
        assertThat(bases.load("hr_faq")).isTrue();
        assertThat(bases.load("samples")).isTrue();
    }

    @Test
    void theTemporaryOneNotUsedLongestGoes() {
        for (int i = 0; i < 10; i++) {
            bases.keepTemporary("t" + i, List.of("f"));
        }
        assertThat(bases.temporary("t0")).isNotNull();

        bases.keepTemporary("t10", List.of("f"));

        assertThat(bases.temporary("t0")).isNotNull();
        assertThat(bases.temporary("t1")).isNull();
        bases.restart();
        assertThat(bases.temporary("t0")).isNull();
    }
}
