package io.teal.gateway.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.policy.Compression.Algorithm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which coding a client gets (RFC 9110 12.5.3). */
class AcceptEncodingTest {
    private static final List<Algorithm> ALL = List.of(Algorithm.ZSTD, Algorithm.BR, Algorithm.GZIP);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "gzip                          | GZIP",
                "GZip                          | GZIP",
                "x-gzip                        | GZIP",
                "gzip, deflate, br             | BR",
                "gzip, deflate, br, zstd       | ZSTD",
                "gzip;q=1.0, br;q=0.9, zstd;q=0.8 | GZIP",
                "gzip;q=0.5,br ; q=0.501       | BR",
                "gzip;q=0                      | -",
                "gzip;q=0.000, br;q=0          | -",
                "*                             | ZSTD",
                "*;q=0.1                       | ZSTD",
                "*, zstd;q=0                   | BR",
                "zstd;q=0, br;q=0, *           | GZIP",
                "*;q=0                         | -",
                "gzip, *;q=0                   | GZIP",
                "identity                      | -",
                "identity, gzip                | GZIP",
                "identity;q=0.9, gzip;q=0.5    | -",
                "identity;q=0.5, gzip;q=0.9    | GZIP",
                "identity;q=0, gzip;q=0.1      | GZIP",
                "deflate                       | -",
                "gzipped                       | -",
                "gzip;q=                       | -",
                "gzip;q=2                      | -",
                "gzip;q=1.5                    | GZIP",
                "gzip;q=0.5x                   | -",
                "gzip;q=0.12345                | -",
                "gzip;level=9                  | -",
                ", ,gzip                       | GZIP",
            })
    void theBestThatBothKnow(String field, Algorithm expected) {
        assertThat(AcceptEncoding.choose(field, ALL)).isEqualTo(expected);
    }

    @Test
    void whoSaysNothingGetsNone() {
        assertThat(AcceptEncoding.choose(null, ALL)).isNull();
        assertThat(AcceptEncoding.choose("", ALL)).isNull();
    }

    @Test
    void theOrderOfTheRouteDecidesBetweenEquals() {
        assertThat(AcceptEncoding.choose("br, gzip, zstd", List.of(Algorithm.GZIP, Algorithm.BR)))
                .isEqualTo(Algorithm.GZIP);
        assertThat(AcceptEncoding.choose("zstd", List.of(Algorithm.GZIP))).isNull();
    }
}
