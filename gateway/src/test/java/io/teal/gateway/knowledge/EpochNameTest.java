package io.teal.gateway.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochNameTest {
    @Test
    void fieldsCanBeReadByPeople() {
        assertThat(EpochName.of().field()).isEqualTo("all");
        assertThat(EpochName.of("all").field()).isEqualTo("/all");
        assertThat(EpochName.of("chat", "blue", "hr_faq").field()).isEqualTo("/chat/blue/hr_faq");
        assertThat(EpochName.of("chat", "blue", "a/b c%").field()).isEqualTo("/chat/blue/a%2Fb+c%25");
    }

    @Property
    void everyNameHasAFieldOfItsOwn(
            @ForAll @Size(max = 3) List<@StringLength(min = 1, max = 5) @CharRange(from = ' ', to = '\ud7ff') String> parts) {
        EpochName name = new EpochName(parts);

        assertThat(EpochName.parse(name.field())).isEqualTo(name);
        assertThat(name.field()).doesNotContain(" ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "chat", "chat/blue", "//", "/chat/", "/a/b/c/d", "/%", "/a/%zz", "all/", "ALL"})
    void whatIsNoFieldHasNoName(String field) {
        assertThat(EpochName.parse(field)).isNull();
    }
}
