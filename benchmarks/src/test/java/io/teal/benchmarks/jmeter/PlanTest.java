package io.teal.benchmarks.jmeter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.teal.benchmarks.load.Crowd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The plan as JMeter reads it, and what its assertions make of answers. */
class PlanTest {
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{__P\\((\\w+),[^)]+\\)");
    private static final Crowd CROWD =
            new Crowd(50, Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(60));

    private static final String STREAM = "HTTP/1.1 200 OK\nContent-Type: text/event-stream; charset=utf-8\n";
    private static final String SOURCES = event("{\"choices\": [{\"delta\": {}}], \"docs\": [\"[1] a.md\"]}");
    private static final String FIRST = event("{\"choices\": [{\"delta\": {\"content\": \"三\"}}]}");
    private static final String LAST = event("{\"choices\": [{\"delta\": {\"content\": \"天。\"}}]}");
    private static final String ERROR = event("{\"error\": {\"type\": \"upstream_failed\"}}");

    private final XPath path = XPathFactory.newInstance().newXPath();
    private final Document plan = parsed();

    @Test
    void everyPropertyThatIsSetIsOneOfThePlan() {
        Set<String> set = new TreeSet<>(
                JMeter.properties(CROWD, 8080, Duration.ofSeconds(70)).keySet());

        assertThat(used()).isEqualTo(set).contains("host", "port", "users", "duration");
        assertThat(text("//ThreadGroup/*[@name='ThreadGroup.num_threads']")).isEqualTo("${__P(users,20)}");
        assertThat(text("//ThreadGroup/*[@name='ThreadGroup.duration']")).isEqualTo("${__P(duration,60)}");
        assertThat(text("//HTTPSamplerProxy/*[@name='HTTPSampler.domain']")).isEqualTo("${__P(host,127.0.0.1)}");
        assertThat(text("//HTTPSamplerProxy/*[@name='HTTPSampler.port']")).isEqualTo("${__P(port,8080)}");
    }

    @Test
    void aQuestionIsStreamedAndHasANumberOfItsOwn() throws Exception {
        assertThat(text("//HTTPSamplerProxy/*[@name='HTTPSampler.method']")).isEqualTo("POST");
        assertThat(text("//HTTPSamplerProxy/*[@name='HTTPSampler.path']")).isEqualTo("/chat/kb_chat");
        JsonNode body = JsonMapper.builder().build().readTree(text("//*[@name='Argument.value']"));
        assertThat(body.path("stream").asBoolean()).isTrue();
        assertThat(body.path("kb_name").asText()).isEqualTo("samples");
        assertThat(body.path("query").asText()).contains("${__threadNum}", "${__counter(TRUE)}");
    }

    @Test
    void aUserGoesOnAfterAnErrorAndThinksBetweenQuestions() {
        assertThat(text("//ThreadGroup/*[@name='ThreadGroup.on_sample_error']")).isEqualTo("continue");
        assertThat(text("//UniformRandomTimer/*[@name='RandomTimer.range']")).isEqualTo("${__P(think,2200)}");
        assertThat(text("//DurationAssertion/*[@name='DurationAssertion.duration']"))
                .isEqualTo("${__P(patience,30000)}");
    }

    @Test
    void theWholeOfAnAnswerIsNoError() {
        assertThat(failures("200", STREAM, SOURCES + FIRST + LAST)).isEmpty();
        assertThat(failures("200", STREAM, LAST)).isEmpty();
        assertThat(failures("200", STREAM, (FIRST + LAST).replace("\n", "\r\n")))
                .isEmpty();
        assertThat(failures("200", STREAM, (FIRST + LAST).replace("\": ", "\":")))
                .isEmpty();
    }

    @Test
    void everythingElseIsOne() {
        assertThat(failures("500", STREAM, FIRST + LAST)).containsExactly("not status 200");
        assertThat(failures("200", "HTTP/1.1 200 OK\nContent-Type: application/json\n", FIRST + LAST))
                .containsExactly("no event stream");
        assertThat(failures("200", STREAM, FIRST + ERROR + LAST)).containsExactly("error event");
        assertThat(failures("200", STREAM, FIRST + ERROR)).contains("error event");
        assertThat(failures("200", STREAM, FIRST)).containsExactly("half an answer");
        assertThat(failures("200", STREAM, FIRST + LAST.stripTrailing())).containsExactly("half an answer");
        assertThat(failures("200", STREAM, FIRST + LAST + FIRST)).containsExactly("half an answer");
        assertThat(failures("200", STREAM, SOURCES)).contains("empty answer");
        assertThat(failures("200", STREAM, "")).contains("empty answer");
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    /** What the response assertions say, as JMeter evaluates the kinds that the plan has. */
    private List<String> failures(String status, String head, String body) {
        Map<String, String> fields = Map.of(
                "Assertion.response_code", status, "Assertion.response_headers", head, "Assertion.response_data", body);
        List<String> failures = new ArrayList<>();
        NodeList assertions = nodes("//HTTPSamplerProxy/following-sibling::hashTree[1]/ResponseAssertion");
        for (int i = 1; i <= assertions.getLength(); i++) {
            String one = "(//ResponseAssertion)[" + i + "]";
            String actual = fields.get(text(one + "/*[@name='Assertion.test_field']"));
            assertThat(actual).as("field of assertion " + i).isNotNull();
            String expected = text(one + "/collectionProp/stringProp");
            boolean holds =
                    switch (text(one + "/*[@name='Assertion.test_type']")) {
                        case "2" -> Pattern.compile(expected).matcher(actual).find();
                        case "6" -> !Pattern.compile(expected).matcher(actual).find();
                        case "8" -> actual.equals(expected);
                        default -> throw new AssertionError("a kind that is not known here");
                    };
            if (!holds) {
                failures.add(text(one + "/*[@name='Assertion.custom_message']"));
            }
        }
        return failures;
    }

    private Set<String> used() {
        Set<String> names = new TreeSet<>();
        Matcher matcher = PROPERTY.matcher(text("/jmeterTestPlan"));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private String text(String expression) {
        NodeList found = nodes(expression);
        assertThat(found.getLength()).as(expression).isEqualTo(1);
        return found.item(0).getTextContent();
    }

    private NodeList nodes(String expression) {
        try {
            return (NodeList) path.evaluate(expression, plan, XPathConstants.NODESET);
        } catch (XPathExpressionException e) {
            throw new AssertionError(expression, e);
        }
    }

    private static Document parsed() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Path.of("jmeter-plan", "chat.jmx").toFile());
        } catch (Exception e) {
            throw new AssertionError("the plan is no XML", e);
        }
    }
}
