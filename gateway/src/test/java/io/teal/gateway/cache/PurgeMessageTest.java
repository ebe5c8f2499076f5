package io.teal.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PurgeMessageTest {
    @Property
    void everyPurgeArrivesAsItWas(
            @ForAll @CharRange(from = ' ', to = '\ud7ff') String service,
            @ForAll @CharRange(from = ' ', to = '\ud7ff') String text) {
        for (Purge purge : List.of(
                new Purge.Question(service, text),
                new Purge.Knowledge(service, text),
                new Purge.Service(service),
                new Purge.All())) {
            PurgeMessage message = new PurgeMessage("one", purge);

            assertThat(PurgeMessage.parse(message.text())).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "one",
                "one ",
                "one all chat",
                "one question chat",
                "one service",
                "one question %zz a",
                "one new a b"
            })
    void whatIsNoMessageIsNone(String text) {
        assertThat(PurgeMessage.parse(text)).isNull();
    }
}
