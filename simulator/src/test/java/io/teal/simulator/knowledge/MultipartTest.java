package io.teal.simulator.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MultipartTest {
    private static final String TYPE = "multipart/form-data; boundary=\"xYz\"";

    private static byte[] body(String... lines) {
        return String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void fieldsAndFilesAreFound() {
        Multipart form = Multipart.parse(
                TYPE,
                body(
                        "--xYz",
                        "Content-Disposition: form-data; name=\"knowledge_base_name\"",
                        "",
                        "人事",
                        "--xYz",
                        "Content-Disposition: form-data; name=\"files\"; filename=\"手册.md\"",
                        "Content-Type: text/markdown",
                        "",
                        "年假",
                        "--xYz--",
                        ""));

        assertThat(form).isNotNull();
        assertThat(form.fields()).containsEntry("knowledge_base_name", "人事");
        assertThat(form.files()).containsEntry("手册.md", 6L);
    }

    @Test
    void brokenBodiesAreNone() {
        assertThat(Multipart.parse(TYPE, body("no boundary"))).isNull();
        assertThat(Multipart.parse(TYPE, body("--xYz", "Content-Disposition: form-data; name=\"a\"", "")))
                .isNull();
        assertThat(Multipart.parse("application/json", body("{}"))).isNull();
        assertThat(Multipart.parse(null, body("{}"))).isNull();
    }
}
