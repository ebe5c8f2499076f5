package io.teal.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/yaml | true",
                "Application/YAML; charset=utf-8 | true",
                "application/json;q=0.5, application/yaml | true",
                "application/yaml, */*;q=0.1 | true",
                "application/yaml;q=0.5, application/json | false",
                "application/yaml;q=0 | false",
                "application/yaml;q=x | false",
                "*/* | false",
                "text/html | false"
            })
    void yamlIsForThoseWhoAskForIt(String accept, boolean yaml) {
        assertThat(MediaType.prefersYaml(List.of(accept))).isEqualTo(yaml);
        assertThat(MediaType.prefersYaml(List.of())).isFalse();
    }

    @Test
    void parametersAreSeparate() {
        assertThat(MediaType.of("Application/JSON ; charset=\"UTF-8\"")).isEqualTo("application/json");
        assertThat(MediaType.charset("application/json; charset=\"UTF-8\"")).isEqualTo("utf-8");
        assertThat(MediaType.charset("application/json")).isNull();
    }
}
