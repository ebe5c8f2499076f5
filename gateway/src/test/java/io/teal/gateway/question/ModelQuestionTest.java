package io.teal.gateway.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Policies.Cache.Questions;
import io.teal.gateway.routing.Policies.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Questions in OpenAI's form. */
class ModelQuestionTest {
    private static final String USER = "{\"role\":\"user\",\"content\":\"q\"}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        "n":1,"logprobs":false,"top_logprobs":0 | question
        "n":null,"logprobs":null,"top_logprobs":null,"tools":null,"tool_choice":null | question
        "n":2 | choices
        "n":0 | body
        "n":"x" | body
        "logprobs":true | logprobs
        "top_logprobs":2 | logprobs
        "tools":[{"type":"function"}] | tools
        "tools":[] | question
        "tools":"x" | tools
        "functions":[{}] | tools
        "tool_choice":"none" | question
        "tool_choice":"none","tools":[{"type":"function"}] | tools
        "tool_choice":"auto" | tools
        "tool_choice":{"type":"function"} | tools
        "function_call":"none" | question
        "function_call":{"name":"x"} | tools
        "conversation_id":"c" | conversation
        "conversation_id":7 | conversation
        "conversation_id":"" | question
        "temperature":1.1 | temperature
        "temperature":-1 | body
        "temperature":"x" | body
        "temperature":{} | body
        "top_p":"x" | body
        "seed":1.5 | body
        "max_tokens":[] | body
        "stream":7 | body
        "stream_options":true | body
        "model":3 | body
        "unknown":{"a":[1,2.5,null,true,"x",12345678901234567890]} | question
        "unknown":"\\ud800" | body
        "\\ud800":1 | body
        """)
    void asOne(String members, String meaning) {
        String body = "{\"model\":\"m\",\"messages\":[" + USER + "]," + members + "}";
        var policy = Asking.policy(1, Questions.ALL);
        assertThat(Asking.word(Asking.read(Dialect.OPENAI, policy, Asking.COMPLETIONS, body)))
                .isEqualTo(meaning);
        assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, policy, Asking.COMPLETIONS, body)))
                .isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"role":"user","content":"q"} | question
        {"role":"system","content":"s"},{"role":"user","content":"q"} | question
        {"role":"system","content":"s"},{"role":"developer","content":"s"},{"role":"user","content":"q"} | question
        {"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"q"} | history
        {"role":"user","content":"a"},{"role":"user","content":"q"} | history
        {"role":"assistant","content":null,"tool_calls":[]},{"role":"tool","content":"x"} | history
        {"role":"user","content":"q"},{"role":"system","content":"s"} | history
        {"role":"user","content":[{"type":"text","text":"q"}]} | question
        {"role":"user","content":[{"type":"text","text":"q"},{"text":"r","type":"text"}]} | question
        {"role":"user","content":[{"type":"text","text":"q"},{"type":"image_url","image_url":{"url":"x"}}]} | images
        {"role":"user","content":[{"type":"input_audio","input_audio":{}}]} | images
        {"role":"user","content":[{"type":"text","text":"q","cache_control":{}}]} | body
        {"role":"user","content":[{"type":"text"}]} | body
        {"role":"user","content":[{"text":"q"}]} | body
        {"role":"user","content":["q"]} | body
        {"role":"user","content":[]} | body
        {"role":"user","content":7} | body
        {"role":7,"content":"q"} | body
        """)
    void messages(String messages, String meaning) {
        assertThat(Asking.word(Asking.read(Dialect.OPENAI, Asking.COMPLETIONS, "{\"messages\":[" + messages + "]}")))
                .isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        "temperature":0.5 | "temperature":"0.50"
        "temperature":1 | "temperature":1.0
        "temperature":null | "user":"somebody"
        "top_p":0.9 | "top_p":"9e-1"
        "seed":7 | "seed":7.0
        "max_tokens":7 | "max_tokens":"7"
        "stop":null,"response_format":null,"logit_bias":null,"seed":null,"top_p":null,"max_completion_tokens":null | "stream":true
        "stream_options":{} | "stream_options":{"include_usage":false}
        "stream_options":null | "stream_options":{"include_usage":null}
        "logit_bias":{"1":2,"3":4} | "logit_bias":{"3":4,"1":2.0}
        "response_format":{"type":"x","a":{"b":1,"c":2}} | "response_format":{"a":{"c":2,"b":1},"type":"x"}
        "unknown":-0 | "unknown":0.0
        "frequency_penalty":0,"presence_penalty":-0.0 | "presence_penalty":0.0,"frequency_penalty":0e5
        """)
    void isTheSame(String one, String other) {
        assertThat(keyOf(one)).isEqualTo(keyOf(other));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        "temperature":1 | "user":"x"
        "temperature":0.5 | "temperature":0.6
        "top_p":1 | "user":"x"
        "seed":1 | "seed":2
        "max_tokens":5 | "max_completion_tokens":5
        "max_tokens":-1 | "max_tokens":null
        "stop":"x" | "stop":["x"]
        "stop":["x","y"] | "stop":["y","x"]
        "stop":["xy"] | "stop":["x","y"]
        "frequency_penalty":1 | "presence_penalty":1
        "logit_bias":{"1":2} | "logit_bias":{"2":1}
        "response_format":{"type":"json_object"} | "response_format":{"type":"text"}
        "stream_options":{"include_usage":true} | "stream":true
        "stream_options":{"include_usage":true} | "stream_options":{"include_usage":true,"continuous_usage_stats":true}
        "unknown":null | "user":"x"
        "unknown":1 | "unknown":"1"
        "unknown":1 | "unknown":true
        "unknown":1 | "unknown":1.5
        "unknown":0 | "unknown":false
        "unknown":"" | "unknown":null
        "unknown":[] | "unknown":{}
        "unknown":[[],1] | "unknown":[[1]]
        "unknown":{"a":{"b":1}} | "unknown":{"a":{},"b":1}
        "unknown":12345678901234567890 | "unknown":12345678901234567891
        "unknown":9007199254740993 | "unknown":9007199254740992
        "a":"b","c":"d" | "a":"bc","":"d"
        "top_k":5 | "top_k":6
        """)
    void isNotTheSame(String one, String other) {
        assertThat(keyOf(one)).isNotEqualTo(keyOf(other));
    }

    private static String keyOf(String members) {
        return Asking.key(Asking.openai("{\"model\":\"m\",\"messages\":[" + USER + "]," + members + "}"));
    }

    @Test
    void aRouteThatChangesItsDialectFindsNoAnswersOfTheOther() {
        String body = "{\"messages\":[" + USER + "]}";
        assertThat(Asking.key(Dialect.CHATCHAT, Asking.COMPLETIONS, body))
                .isNotEqualTo(Asking.key(Dialect.OPENAI, Asking.COMPLETIONS, body));
    }

    @Test
    void messagesAreOfTheirRoleAndForm() {
        assertThat(ofMessages("{\"role\":\"user\",\"content\":\"q？\"}"))
                .isEqualTo(ofMessages(" {\"content\" : \"q\", \"name\":null, \"role\":\"user\"}"))
                .isNotEqualTo(ofMessages("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"q\"}]}"))
                .isNotEqualTo(ofMessages("{\"role\":\"user\",\"content\":\"q\",\"name\":\"n\"}"))
                .isNotEqualTo(
                        ofMessages("{\"role\":\"system\",\"content\":\"q\"},{\"role\":\"user\",\"content\":\"q\"}"));
        assertThat(ofMessages("{\"role\":\"system\",\"content\":\"s.\"},{\"role\":\"user\",\"content\":\"q\"}"))
                .isNotEqualTo(
                        ofMessages("{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"q\"}"))
                .isNotEqualTo(ofMessages(
                        "{\"role\":\"developer\",\"content\":\"s.\"},{\"role\":\"user\",\"content\":\"q\"}"));
    }

    @Test
    void ofAListOfTextsOnlyTheEndIsPutAsOthersWould() {
        String list = parts("a?", "b");
        assertThat(parts("a?", "b？")).isEqualTo(list);
        assertThat(parts("a", "b")).isNotEqualTo(list);
        assertThat(parts("a?b")).isNotEqualTo(list);
        assertThat(Asking.openai("{\"messages\":[" + listed("a?", "b？") + "]}").text())
                .isEqualTo("a? b");
    }

    private static String parts(String... parts) {
        return ofMessages(listed(parts));
    }

    private static String listed(String... parts) {
        StringBuilder list = new StringBuilder("{\"role\":\"user\",\"content\":[");
        for (String part : parts) {
            list.append(list.charAt(list.length() - 1) == '[' ? "" : ",")
                    .append("{\"type\":\"text\",\"text\":\"")
                    .append(part)
                    .append("\"}");
        }
        return list + "]}";
    }

    private static String ofMessages(String messages) {
        return Asking.key(Asking.openai("{\"messages\":[" + messages + "]}"));
    }

    @Test
    void aQuestionThatNamesNoTemperatureHasTheUsualOne() {
        String body = "{\"messages\":[" + USER + "]}";
        var stock = Asking.policy(0.7, Questions.ALL);
        assertThat(Asking.word(Asking.read(Dialect.OPENAI, stock, Asking.COMPLETIONS, body)))
                .isEqualTo("temperature");
        assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, stock, Asking.COMPLETIONS, body)))
                .isEqualTo("question");
        assertThat(Asking.word(
                        Asking.read(Dialect.OPENAI, Asking.policy(1, Questions.KNOWLEDGE), Asking.COMPLETIONS, body)))
                .isEqualTo("question");
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"CHATCHAT", "OPENAI"})
    void knowsWhetherAStreamIsWanted(Dialect dialect) {
        String streamed = "{\"messages\":[" + USER + "],\"stream\":true,\"model\":\"m\"}";
        String whole = "{\"messages\":[" + USER + "],\"model\":\"m\"}";
        Meaning.Question one = Asking.question(Asking.read(dialect, Asking.COMPLETIONS, streamed));
        Meaning.Question other = Asking.question(Asking.read(dialect, Asking.COMPLETIONS, whole));
        assertThat(one.streamed()).isTrue();
        assertThat(other.streamed()).isFalse();
        assertThat(one.canonical()).isEqualTo(other.canonical());
        assertThat(one.base()).isEmpty();
        assertThat(one.text()).isEqualTo("q");
        assertThat(one.shape()).isEqualTo(dialect == Dialect.OPENAI ? Shape.MODEL_SERVER : Shape.THROUGH_CHATCHAT);
    }
}
