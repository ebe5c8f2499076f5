package io.teal.admin.release.gate.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.http.page.Style;
import io.teal.admin.release.gate.GateReport;
import io.teal.admin.release.gate.Reports;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class GatePageTest {
    private static final String HOSTILE = "<script>alert('x')</script>\" onclick=\"alert(1)\" ]]> &amp; \u0007";

    @Test
    void thePageHasWhatTheReportHas() throws Exception {
        // When
        Element page = read(GatePage.of(Reports.mixed()));

        // Then
        assertThat(page.getTextContent())
                .contains(
                        "Gate of chat: green, fail",
                        "green of chat does not pass the gate. 1 of 3 questions passed",
                        "如何申请年假？",
                        "The answer does not contain what it must: 证明",
                        "需要医院证明。",
                        "no usable server",
                        "Documents: leave.md, faq.md",
                        "Scores: ROUGE-L 1.000 BLEU-4 1.000 chrF 1.000");
        assertThat(values(page, "details", "open")).containsExactly("", "open", "open");
        assertThat(values(page, "a", "href")).containsExactly("#q1", "#q2", "#q3");
        assertThat(values(page, "details", "id")).containsExactly("q1", "q2", "q3");
    }

    @Test
    void nothingThatIsSaidBecomesMarkup() throws Exception {
        // When
        Element page = read(GatePage.of(Reports.saying(HOSTILE)));

        // Then
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getTextContent()).contains("<script>alert('x')</script>\" onclick=\"alert(1)\" ]]> &amp;");
        for (Element element : all(page, "*")) {
            assertThat(element.hasAttribute("onclick") || element.hasAttribute("style") || element.hasAttribute("src"))
                    .isFalse();
        }
    }

    @Test
    void thePageLetsInNothingButItsOwnStyle() throws Exception {
        // When
        Element page = read(GatePage.of(Reports.mixed()));

        // Then
        String sheet = all(page, "style").getFirst().getTextContent();
        String policy = "default-src 'none'; style-src " + Style.source(sheet);
        assertThat(values(page, "meta", "content")).contains(policy);
        assertThat(GatePage.policy()).startsWith(policy + "; ").contains("frame-ancestors 'none'");
        assertThat(sheet).doesNotContain("url(", "@import");
    }

    @Test
    void whatWasReadBackLooksTheSame() throws Exception {
        GateReport report = Reports.mixed();
        assertThat(GatePage.of(GateReport.parse("report", report.toJson()))).isEqualTo(GatePage.of(report));
    }

    private static Element read(String page) throws Exception {
        var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        builder.setErrorHandler(null);
        return builder.parse(new InputSource(new StringReader(page))).getDocumentElement();
    }

    private static List<String> values(Element page, String tag, String attribute) {
        return all(page, tag).stream()
                .map(element -> element.getAttribute(attribute))
                .toList();
    }

    private static List<Element> all(Element in, String tag) {
        NodeList found = in.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }
}
