package io.teal.gateway.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests change what is known, and of which base. */
class KnowledgeChangeTest {
    private static final String FORM = "multipart/form-data; boundary=----x9";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/knowledge_base/create_knowledge_base",
                "/knowledge_base/delete_knowledge_base",
                "/knowledge_base/upload_docs",
                "/knowledge_base/update_docs",
                "/knowledge_base/delete_docs",
                "/knowledge_base/recreate_vector_store",
                "/knowledge_base/update_info",
                "/knowledge_base/update_docs_by_id",
                "/knowledge_base/kb_summary_api/summary_file_to_vector_store",
                "/knowledge_base/kb_summary_api/recreate_summary_vector_store",
                "/knowledge_base/upload_docs/",
                "/prefix/knowledge_base/upload_docs//",
                "/knowledge_base/upload%5Fdocs",
                "/knowledge%5fbase/delete%5Fknowledge_base",
            })
    void changes(String path) {
        assertThat(KnowledgeChange.of(Dialect.CHATCHAT, "POST", path)).isNotNull();
        assertThat(KnowledgeChange.of(Dialect.CHATCHAT, "GET", path)).isNull();
        assertThat(KnowledgeChange.of(Dialect.OPENAI, "POST", path)).isNull();
        assertThat(KnowledgeChange.of(Dialect.NONE, "POST", path)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/knowledge_base/upload_temp_docs",
                "/knowledge_base/search_docs",
                "/knowledge_base/search_temp_docs",
                "/knowledge_base/local_kb/upload_docs/chat/completions",
                "/knowledge_base/x/upload_docs",
                "/upload_docs",
                "upload_docs",
                "/xknowledge_base/upload_docs",
                "/knowledge_base/upload_docs/x",
                "/kb_summary_api/summary_file_to_vector_store",
                "/knowledge_base/kb_summary_api",
                "/chat/kb_chat",
                "/",
                "",
            })
    void changesNothing(String path) {
        assertThat(KnowledgeChange.of(Dialect.CHATCHAT, "POST", path)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        {"knowledge_base_name":"hr_faq","file_names":["a"]} | hr_faq
        {"file_names":[{"knowledge_base_name":"no"}],"knowledge_base_name":"人事"} | 人事
        {"knowledge_base_name":"a","knowledge_base_name":"b"} | b
        {"knowledge_base_name":"a","knowledge_base_name":null} | ''
        {"knowledge_base_name":"hr_faq","docs":"cut off | hr_faq
        {"docs":"cut off | ''
        {"knowledge_base_name":"cut off | ''
        {"knowledge_base_name":7} | ''
        {"knowledge_base_name":["x"]} | ''
        {} | ''
        "samples" | samples
        "samples | ''
        [] | ''
        7 | ''
        samples | ''
        '' | ''
        """)
    void findsTheBaseInJson(String body, String base) {
        assertThat(base("upload_docs", "application/json", body)).isEqualTo(base);
        assertThat(base("upload_docs", null, body)).isEqualTo(base);
    }

    @Test
    void onlyTheNameOfABaseToDeleteIsPercentEncoded() {
        assertThat(base("delete_knowledge_base", "application/json", "\"hr%5Ffaq\""))
                .isEqualTo("hr_faq");
        assertThat(base("update_docs", "application/json", "{\"knowledge_base_name\":\"hr%5Ffaq\"}"))
                .isEqualTo("hr%5Ffaq");
    }

    @Test
    void findsTheBaseInAForm() {
        String form = part("form-data; name=\"override\"", "true")
                + part("form-data; name=\"knowledge_base_name\"", "人事 faq")
                + part("form-data; name=\"files\"; filename=\"a.md\"", "text\r\n")
                + "------x9--\r\n";
        assertThat(base(FORM, form)).isEqualTo("人事 faq");
        assertThat(base("Multipart/Form-Data; charset=utf-8; Boundary=\"----x9\"", form))
                .isEqualTo("人事 faq");
        assertThat(base("multipart/form-data", form)).isEmpty();
        assertThat(base("multipart/form-data; boundary=other", form)).isEmpty();
        assertThat(base("multipart/form-data; xboundary=----x9", form)).isEmpty();
        assertThat(base(FORM, "preamble\r\n" + form)).isEqualTo("人事 faq");
        assertThat(base(FORM, part("FORM-DATA; NAME=knowledge_base_name", "b") + "------x9--"))
                .isEqualTo("b");
        assertThat(base(FORM, part("form-data; name=\"knowledge_base_name\"", "") + "------x9--"))
                .isEmpty();
    }

    @Test
    void aFormThatIsCutOffSaysWhatItHasSaid() {
        String named = part("form-data; name=\"knowledge_base_name\"", "hr_faq");
        String file = part("form-data; name=\"files\"; filename=\"a.md\"", "very long");
        assertThat(base(FORM, named + file)).isEqualTo("hr_faq");
        assertThat(base(FORM, named)).isEmpty();
        assertThat(base(FORM, named + "------x9")).isEmpty();
        assertThat(base(FORM, named + "------x9\r\n")).isEqualTo("hr_faq");
        assertThat(base(FORM, file + named + "------x9--")).isEqualTo("hr_faq");
        assertThat(base(FORM, named + part("form-data; name=\"knowledge_base_name\"", "b") + "------x9--"))
                .isEqualTo("b");
    }

    @Test
    void whatStandsInAFileIsNoField() {
        String inside =
                "\r\n------x9y\r\nContent-Disposition: form-data; name=\"knowledge_base_name\"\r\n\r\nfake\r\n------x9y\r\n";
        String file = part("form-data; name=\"files\"; filename=\"knowledge_base_name\"", inside);
        assertThat(base(FORM, file + "------x9--")).isEmpty();
        assertThat(base(
                        FORM,
                        part("form-data; name=\"x\"; filename=\" name=knowledge_base_name\"", "y") + "------x9--"))
                .isEmpty();
    }

    @Property(tries = 3000)
    void neverFails(@ForAll byte[] beginning, @ForAll String contentType) {
        KnowledgeChange change = KnowledgeChange.of(Dialect.CHATCHAT, "POST", "/knowledge_base/upload_docs");
        assertThat(change).isNotNull();
        assertThat(change.base(contentType, beginning)).isNotNull();
        assertThat(change.base(FORM, beginning)).isNotNull();
    }

    private static String part(String disposition, String content) {
        return "------x9\r\nContent-Type: text/plain\r\ncontent-disposition: " + disposition + "\r\n\r\n" + content
                + "\r\n";
    }

    private static String base(String contentType, String body) {
        return base("upload_docs", contentType, body);
    }

    private static String base(String call, String contentType, String body) {
        KnowledgeChange change = KnowledgeChange.of(Dialect.CHATCHAT, "POST", "/knowledge_base/" + call);
        assertThat(change).isNotNull();
        return change.base(contentType, body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "hr_faq, hr_faq",
        "HR-FAQ, hr_faq",
        "hr.faq, hr_faq",
        "hr faq, hr_faq",
        "hr%faq, hr_faq",
        "人事, 人事",
        "'', ''",
    })
    void basesThatChatchatMayTakeForOneHaveOneName(String base, String canonical) {
        assertThat(BaseName.canonical(base)).isEqualTo(canonical);
    }
}
