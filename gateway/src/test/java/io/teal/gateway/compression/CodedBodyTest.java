package io.teal.gateway.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.policy.Compression.Algorithm;
import io.vertx.core.buffer.Buffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is put together from the pieces of a coding, by other decoders. */
class CodedBodyTest {
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void allPiecesTogetherAreTheBody(Algorithm algorithm) throws Exception {
        Random random = new Random(7);
        Buffer plain = Buffer.buffer();
        Buffer coded = Buffer.buffer();
        try (CodedBody body = CodedBody.open(algorithm)) {
            for (int i = 0; i < 300; i++) {
                byte[] piece = new byte[random.nextInt(3_000)];
                random.nextBytes(piece);
                Buffer text = Buffer.buffer("{\"piece\": " + i + "}\n").appendBytes(piece);
                Buffer unusedPlain = plain.appendBuffer(text);
                Buffer unused = coded.appendBuffer(i == 299 ? body.last(text) : body.piece(text));
            }
        }

        assertThat(Decoding.whole(algorithm.word(), coded.getBytes())).isEqualTo(plain.getBytes());
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void eachPieceCanBeReadAtOnce(Algorithm algorithm) {
        Buffer coded = Buffer.buffer();
        StringBuilder told = new StringBuilder();
        try (CodedBody body = CodedBody.open(algorithm)) {
            for (int i = 0; i < 50; i++) {
                String piece = "piece " + i + ";";
                StringBuilder unused = told.append(piece);
                Buffer unusedCoded = coded.appendBuffer(body.piece(Buffer.buffer(piece)));

                assertThat(Decoding.begun(algorithm.word(), coded.getBytes())).isEqualTo(told.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void nothingIsNothing(Algorithm algorithm) throws Exception {
        try (CodedBody body = CodedBody.open(algorithm)) {
            assertThat(Decoding.whole(algorithm.word(), body.last(null).getBytes()))
                    .isEmpty();
        }
    }
}
