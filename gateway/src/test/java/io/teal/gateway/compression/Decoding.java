package io.teal.gateway.compression;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** Takes content codings off again. */
final class Decoding {
    private Decoding() {}

    private static InputStream open(String coding, byte[] bytes) throws IOException {
        InputStream coded = new ByteArrayInputStream(bytes);
        return switch (coding) {
            case "gzip" -> new GZIPInputStream(coded);
            case "br" -> {
                BrotliInputStream plain = new BrotliInputStream(coded);
                // Otherwise it waits for a whole window.
                plain.enableEagerOutput();
                yield plain;
            }
            case "zstd" -> new ZstdInputStream(coded);
            default -> coded;
        };
    }

    /** A whole body. */
    static byte[] whole(String coding, byte[] bytes) throws IOException {
        try (InputStream plain = open(coding, bytes)) {
            return plain.readAllBytes();
        }
    }

    /** As much as can be read of a body that has not come to its end. */
    static String begun(String coding, byte[] bytes) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (InputStream plain = open(coding, bytes)) {
            for (int octet = plain.read(); octet >= 0; octet = plain.read()) {
                read.write(octet);
            }
        } catch (IOException e) {
            // Here the piece ends.
        }
        return read.toString(StandardCharsets.UTF_8);
    }
}
