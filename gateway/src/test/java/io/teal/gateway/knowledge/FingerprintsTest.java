package io.teal.gateway.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintsTest {
    private static final String FILE = """
            {"kb_name":"hr_faq","file_name":"员工手册.md","file_ext":".md","file_version":1,\
            "document_loader":"UnstructuredFileLoader","text_splitter":"ChineseRecursiveTextSplitter","docs_count":25,\
            "create_time":"2024-11-09T06:00:00","file_mtime":1731000000.0,"file_size":18734,"custom_docs":false,\
            "in_folder":true,"in_db":true,"No":1}""";
    private static final String BASE = """
            {"id":1,"kb_name":"hr_faq","kb_info":"关于","vs_type":"faiss","embed_model":"bge-m3","file_count":1,\
            "create_time":"2024-11-09T06:00:00"}""";

    private static byte[] list(String... items) {
        return bytes("{\"code\":200,\"msg\":\"success\",\"data\":[" + String.join(",", items) + "]}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String files(String... items) {
        return Fingerprints.files(list(items));
    }

    private static Map<String, String> rows(String... items) {
        return Objects.requireNonNull(Fingerprints.bases(list(items))).rows();
    }

    @Test
    void filesAreTheSameInAnyOrder() {
        String other = FILE.replace("员工手册", "附则");

        assertThat(files(FILE, other)).isNotNull().isEqualTo(files(other, FILE)).isNotEqualTo(files(FILE));
        assertThat(files()).isNotNull().isNotEqualTo(files(FILE));
    }

    @Test
    void whatMakesAnswersOthersIsSeen() {
        for (String change : List.of(
                "1731000000.0=1731000001.0",
                "18734=18735",
                "\"docs_count\":25=\"docs_count\":26",
                "\"custom_docs\":false=\"custom_docs\":true",
                "06:00:00=06:00:01",
                "员工手册.md=员工手册2.md")) {
            String[] sides = change.split("=", 2);
            assertThat(files(FILE.replace(sides[0], sides[1]))).as(change).isNotEqualTo(files(FILE));
        }
    }

    @Test
    void whatDoesNotIsNot() {
        for (String change :
                List.of("\"file_version\":1=\"file_version\":2", "\"No\":1=\"No\":7", "\"in_db\":true=\"x\":[{}]")) {
            String[] sides = change.split("=", 2);
            assertThat(files(FILE.replace(sides[0], sides[1]))).as(change).isEqualTo(files(FILE));
        }
    }

    @Test
    void theValuesOfFieldsCannotPassForOthers() {
        assertThat(files("{\"file_name\":\"a\",\"create_time\":\"1 file_size=1:2\"}"))
                .isNotEqualTo(files("{\"file_name\":\"a\",\"create_time\":\"1\",\"file_size\":2}"));
        assertThat(files("\"a\"", "\"b\"")).isNotEqualTo(files("\"a\\nb\""));
    }

    @Test
    void basesAreToldApartByTheirRows() {
        String other = BASE.replace("hr_faq", "policy").replace("\"id\":1", "\"id\":2");
        Map<String, String> rows = rows(BASE, other);

        assertThat(rows).containsOnlyKeys("hr_faq", "policy");
        assertThat(rows(BASE.replace("\"file_count\":1", "\"file_count\":2"), other)
                        .get("hr_faq"))
                .isNotEqualTo(rows.get("hr_faq"));
        assertThat(rows(BASE.replace("bge-m3", "bge-large"), other).get("hr_faq"))
                .isNotEqualTo(rows.get("hr_faq"));
        assertThat(rows(BASE.replace("关于", "about"), other)).isEqualTo(rows);
        assertThat(Objects.requireNonNull(Fingerprints.bases(list(BASE))).namesOnly())
                .isFalse();
    }

    @Test
    void theListOfOldServersIsNames() {
        Fingerprints.Bases bases = Objects.requireNonNull(Fingerprints.bases(list("\"samples\"", "\"policy\"")));

        assertThat(bases.rows()).containsOnlyKeys("samples", "policy");
        assertThat(bases.namesOnly()).isTrue();
        assertThat(Objects.requireNonNull(Fingerprints.bases(list())).namesOnly())
                .isFalse();
        assertThat(files("\"a.md\"")).isNotNull().isNotEqualTo(files("\"b.md\""));
    }

    @Test
    void promptsAreReadInBothForms() {
        String prompt = Fingerprints.prompt(bytes("{\"code\":200,\"msg\":\"success\",\"data\":\"【指令】\"}"));

        assertThat(prompt).isNotNull().isEqualTo(Fingerprints.prompt(bytes("\"【指令】\"")));
        assertThat(Fingerprints.prompt(bytes("{\"data\":\"【指令】2\",\"code\":200}")))
                .isNotNull()
                .isNotEqualTo(prompt);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "5",
                "{",
                "{\"code\":200}",
                "{\"code\":200,\"data\":null}",
                "{\"code\":200,\"data\":{}}",
                "{\"code\":404,\"data\":[]}",
                "{\"data\":[],\"code\":500}",
                "{\"data\":\"x\",\"code\":500}",
                "{\"code\":\"200\",\"data\":[]}",
                "{\"code\":200,\"data\":[5]}",
                "{\"code\":200,\"data\":[{\"name\":\"x\"}]}",
                "{\"code\":200,\"data\":[\"a\"",
                "Internal Server Error"
            })
    void whatIsNotUnderstoodSaysNothing(String body) {
        assertThat(Fingerprints.bases(bytes(body))).isNull();
        assertThat(Fingerprints.files(bytes(body))).isNull();
        assertThat(Fingerprints.prompt(bytes(body))).isNull();
    }

    @Test
    void theFirstThatIsHeardIsNoChange() {
        KnownKnowledge known = new KnownKnowledge();

        assertThat(known.changed(Map.of("a", "1", "b", "1"))).isEmpty();
        assertThat(known.filesChanged("a", "x")).isFalse();
        assertThat(known.promptChanged("default", "p")).isFalse();
        assertThat(known.changed(Map.of("a", "1", "b", "1"))).isEmpty();
        assertThat(known.filesChanged("a", "x")).isFalse();
        assertThat(known.promptChanged("default", "p")).isFalse();
    }

    @Test
    void whatCameWentOrIsOtherIsAChange() {
        KnownKnowledge known = new KnownKnowledge();
        assertThat(known.changed(Map.of("a", "1", "b", "1", "c", "1"))).isEmpty();
        assertThat(known.filesChanged("b", "x")).isFalse();

        assertThat(known.changed(Map.of("a", "2", "c", "1", "d", "1"))).containsExactlyInAnyOrder("a", "b", "d");
        assertThat(known.filesChanged("c", "y")).isFalse();
        assertThat(known.filesChanged("c", "z")).isTrue();
        assertThat(known.filesChanged("c", "z")).isFalse();
        assertThat(known.changed(Map.of("b", "1"))).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(known.filesChanged("b", "other"))
                .as("its files went with it")
                .isFalse();
        assertThat(known.promptChanged("default", "p")).isFalse();
        assertThat(known.promptChanged("default", "q")).isTrue();
    }
}
