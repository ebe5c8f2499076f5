package io.teal.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Address;
import io.teal.gateway.upstream.shared.GroupLoad;
import io.teal.gateway.upstream.shared.GroupLoad.AtServer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadMessageTest {
    private static final List<GroupLoad> LOADS = List.of(
            new GroupLoad(
                    "chat",
                    "blue",
                    960,
                    3,
                    List.of(
                            new AtServer(new Address("127.0.0.1", 8001), 12, 0),
                            new AtServer(new Address("::1", 1), 0, 750))),
            new GroupLoad("model", "v2.1", 5, 4, List.of()));

    @Test
    void whatIsWrittenIsReadAgain() {
        String text = LoadMessage.of("a1", 17, false, LoadMessage.text(LOADS));

        assertThat(text).isEqualTo("a1 17 stays\nchat/blue 960 3 127.0.0.1:8001=12,0 [::1]:1=0,750\nmodel/v2.1 5 4");
        assertThat(LoadMessage.read(text)).isEqualTo(new LoadMessage("a1", 17, false, LOADS));
    }

    @Test
    void aGatewayThatLeavesSaysSo() {
        assertThat(LoadMessage.read(LoadMessage.of("a1", 18, true, "")))
                .isEqualTo(new LoadMessage("a1", 18, true, List.of()));
    }

    @Test
    void namesThatCannotBeWrittenAreLeftOut() {
        List<GroupLoad> odd =
                List.of(new GroupLoad("a/b", "blue", 1, 1, List.of()), new GroupLoad("a\nb", "c d", 1, 1, List.of()));

        assertThat(LoadMessage.text(odd)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a1",
                "a1 x stays",
                "a1 1 stays\n",
                "a1 1 stays\nchat 1 1",
                "a1 1 stays\nchat/blue 1",
                "a1 1 stays\nchat/blue 1 x",
                "a1 1 stays\nchat/blue 1 -1",
                "a1 1 stays\nchat/blue 1 1 127.0.0.1:8001",
                "a1 1 stays\nchat/blue 1 1 127.0.0.1:8001=1",
                "a1 1 stays\nchat/blue 1 1 127.0.0.1:0=1,0",
                "a1 1 stays\nchat/blue 1 1 nowhere=1,0",
                "a1 1 stays\nchat/blue 1 1 127.0.0.1:8001=99999999,0"
            })
    void whatIsNoMessageIsNone(String text) {
        assertThat(LoadMessage.read(text)).isNull();
    }

    @Property(tries = 500)
    void nothingThatComesIsTooMuch(@ForAll String text) {
        LoadMessage read = LoadMessage.read("a1 1 stays\n" + text);

        assertThat(read == null || read.loads().size() == text.split("\n", -1).length)
                .isTrue();
    }
}
