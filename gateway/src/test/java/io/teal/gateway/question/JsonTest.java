package io.teal.gateway.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** UTF-8 is checked as strictly as the JDK decodes it. */
class JsonTest {
    @Property(tries = 20_000)
    void agreesWithADecoder(@ForAll("bytes") byte[] bytes) {
        assertThat(Json.isUtf8(bytes)).isEqualTo(decodes(bytes));
    }

    @Test
    void agreesOnEveryStart() {
        List<String> different = new ArrayList<>();
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                for (byte[] rest : new byte[][] {{}, {(byte) 0x80}, {(byte) 0x80, (byte) 0xbf}, {'a', 'b'}}) {
                    byte[] bytes = new byte[2 + rest.length];
                    bytes[0] = (byte) first;
                    bytes[1] = (byte) second;
                    System.arraycopy(rest, 0, bytes, 2, rest.length);
                    if (Json.isUtf8(bytes) != decodes(bytes)) {
                        different.add(HexFormat.of().formatHex(bytes));
                    }
                }
            }
        }
        assertThat(different).isEmpty();
    }

    private static boolean decodes(byte[] bytes) {
        try {
            var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<Byte> any = Arbitraries.oneOf(
                Arbitraries.bytes(),
                Arbitraries.of(
                        (byte) 0xe4, (byte) 0xbd, (byte) 0xa0, (byte) 0xf0, (byte) 0x9f, (byte) 0x98, (byte) 0x80));
        return any.array(byte[].class).ofMaxSize(8);
    }
}
