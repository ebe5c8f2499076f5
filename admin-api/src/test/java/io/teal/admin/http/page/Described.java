package io.teal.admin.http.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Documents to make pages of. */
final class Described {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Described() {}

    /** The description of the admin API. */
    static JsonNode real() {
        try (InputStream in = Described.class.getResourceAsStream("/openapi.yaml")) {
            return YAML.readTree(Objects.requireNonNull(in, "openapi.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
