package io.teal.gateway.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Policies.Cache;
import io.teal.gateway.routing.Policies.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions in Chatchat's own form, 0.3.x and 0.2.x. */
class ChatchatQuestionTest {
    @Test
    void isWhatPeopleAsk() {
        Meaning.Question question =
                Asking.chatchat(Asking.KB_CHAT, "{\"query\":\"  年假怎么申请？ \",\"kb_name\":\"hr_faq\",\"model\":\"m\"}");
        assertThat(question.text()).isEqualTo("年假怎么申请");
        assertThat(question.base()).isEqualTo("hr_faq");
        assertThat(question.shape()).isEqualTo(Shape.KB_CHAT);
        assertThat(question.streamed()).isTrue();
    }

    @Test
    void isOneQuestionHoweverItIsTyped() {
        String one = keyOf("年假怎么申请？");
        assertThat(keyOf("年假怎么申请?")).isEqualTo(one);
        assertThat(keyOf("　年假怎么申请 ？！")).isEqualTo(one);
        assertThat(keyOf("年假怎么申请")).isEqualTo(one);
        assertThat(keyOf("年假 怎么申请")).isNotEqualTo(one);
        assertThat(keyOf("能带宠物吗")).isNotEqualTo(keyOf("不能带宠物吗"));
        assertThat(keyOf("vpn")).isNotEqualTo(keyOf("VPN"));
    }

    private static String keyOf(String query) {
        return Asking.key(Dialect.CHATCHAT, Asking.KB_CHAT, "{\"query\":\"" + query + "\",\"kb_name\":\"hr_faq\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"query":"q","kb_name":"hr_faq"} | {"messages":[{"role":"user","content":"q"}]}
        {"query":"q？","kb_name":"hr_faq","stream":false} | {"messages":[{"role":"user","content":" q?"}],"stream":true}
        {"query":"q","kb_name":"hr_faq","model":"m","temperature":0.1} | {"temperature":"0.1","model":"m","messages":[{"content":"q","role":"user","name":"x"}]}
        {"query":"q","kb_name":"hr_faq","top_k":5,"score_threshold":1,"prompt_name":"empty","return_direct":true,"max_tokens":9} | {"messages":[{"role":"user","content":"q"}],"top_k":5,"score_threshold":1.0,"prompt_name":"empty","return_direct":true,"max_tokens":9}
        {"query":"q","kb_name":"hr_faq"} | {"messages":[{"role":"user","content":"q"}],"temperature":null,"max_tokens":null,"stream":null,"return_direct":null}
        {"query":"q","kb_name":"hr_faq"} | {"messages":[{"role":"user","content":"q"}],"n":3,"tools":[{}],"logprobs":true,"top_p":0.2,"extra_body":{"top_k":9},"conversation_id":"c"}
        """)
    void bothWaysToAskShareOneAnswer(String kbChat, String ofBase) {
        assertThat(Asking.key(Dialect.CHATCHAT, Asking.OF_BASE, ofBase))
                .isEqualTo(Asking.key(Dialect.CHATCHAT, Asking.KB_CHAT, kbChat));
    }

    @Test
    void whatTheModelIsToldToBeIsPartOfTheQuestion() {
        String plain = ofBase("");
        String friendly = ofBase("{\"role\":\"system\",\"content\":\"Be kind.\"},");
        assertThat(friendly).isNotEqualTo(plain);
        assertThat(ofBase("{\"role\":\"system\",\"content\":\"Be kind\"},")).isNotEqualTo(friendly);
        assertThat(ofBase("{\"role\":\"system\",\"content\":\"Be\"},{\"role\":\"system\",\"content\":\" kind.\"},"))
                .isNotEqualTo(friendly);
        assertThat(ofBase("{\"role\":\"system\",\"content\":\"\"},")).isNotEqualTo(plain);
    }

    private static String ofBase(String before) {
        return Asking.key(
                Dialect.CHATCHAT,
                Asking.OF_BASE,
                "{\"messages\":[" + before + "{\"role\":\"user\",\"content\":\"q\"}]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"query":"q"} | question
        {"query":"q","mode":"temp_kb","kb_name":"9f2c"} | temporary_knowledge
        {"query":"q","mode":"search_engine","kb_name":"bing"} | search_engine
        {"query":"q","mode":"other"} | body
        {"query":"q","mode":1} | body
        {"query":"q","history":[{"role":"user","content":"x"}]} | history
        {"query":"q","history":[{"role":"system","content":"x"}]} | history
        {"query":"q","history":0} | body
        {"query":"q","history":"x"} | body
        {"query":"q","temperature":0.8} | temperature
        {"query":"q","temperature":1} | temperature
        {"query":"q","temperature":0.7} | question
        {"query":"q","temperature":2.1} | body
        {"query":"q","temperature":-0.1} | body
        {"query":"q","temperature":"warm"} | body
        {"query":"q","temperature":1e999} | body
        {"query":"q","temperature":[]} | body
        {"query":"q","score_threshold":2.5} | body
        {"query":"q","score_threshold":-1} | body
        {"query":"q","top_k":3.5} | body
        {"query":"q","top_k":"3.5"} | body
        {"query":"q","top_k":"3.0"} | question
        {"query":"q","top_k":true} | question
        {"query":"q","top_k":{}} | body
        {"query":"q","top_k":99999999999999999999} | body
        {"query":"q","stream":"maybe"} | body
        {"query":"q","stream":2} | body
        {"query":"q","return_direct":"x"} | body
        {"query":"q","return_direct":true} | question
        {"query":"q","kb_name":1} | body
        {"query":"q","model":1} | body
        {"query":"q","prompt_name":[]} | body
        {"query":"q","conversation_id":"c","unknown":[1,{"a":[]}]} | question
        {"query":1} | body
        {"query":null} | body
        {"kb_name":"hr_faq"} | body
        {} | body
        [] | body
        "q" | body
        null | body
        {"query":"q"} x | body
        {"query":"q"}{} | body
        {"query":"q",} | body
        {"query":"q","x":NaN} | body
        {"query":"q | body
        {"query":"\\ud800"} | body
        {"query":"\\udc00\\ud800"} | body
        {"query":"\\ud83d\\ude00"} | question
        {"query":"q","kb_name":"\\ud800"} | body
        """)
    void kbChat(String body, String meaning) {
        assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, Cache.DEFAULT, Asking.KB_CHAT, body)))
                .isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"messages":[{"role":"user","content":"q"}]} | question
        {"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"}]} | question
        {"messages":[{"role":"user","content":"a"},{"role":"user","content":"q"}]} | history
        {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"q"}]} | history
        {"messages":[{"role":"assistant","content":"b"}]} | history
        {"messages":[{"role":"system","content":"b"}]} | history
        {"messages":[{"role":"tool","content":"b"},{"role":"user","content":"q"}]} | history
        {"messages":[{"role":"developer","content":"b"},{"role":"user","content":"q"}]} | body
        {"messages":[]} | body
        {"messages":{}} | body
        {"messages":null} | body
        {"messages":["q"]} | body
        {"messages":[{"content":"q"}]} | body
        {"messages":[{"role":"user"}]} | body
        {"messages":[{"role":"user","content":null}]} | body
        {"messages":[{"role":"user","content":[{"type":"text","text":"q"}]}]} | body
        {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]} | images
        {"messages":[{"role":"user","content":"q"}],"top_k":null} | body
        {"messages":[{"role":"user","content":"q"}],"score_threshold":null} | body
        {"messages":[{"role":"user","content":"q"}],"prompt_name":null} | body
        {"messages":[{"role":"user","content":"q"}],"return_direct":"false"} | body
        {"messages":[{"role":"user","content":"q"}],"temperature":1.5} | temperature
        {"messages":[{"role":"user","content":"q"}],"n":"x","tools":3,"history":[1]} | question
        {"query":"q"} | body
        """)
    void ofBase(String body, String meaning) {
        assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, Cache.DEFAULT, Asking.OF_BASE, body)))
                .isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"query":"q","knowledge_base_name":"b"} | question
        {"query":"q","knowledge_base_name":"b","history":[]} | question
        {"query":"q","knowledge_base_name":"b","history":[{"role":"user","content":"x"}]} | history
        {"query":"q","knowledge_base_name":"b","history":0} | body
        {"query":"q","knowledge_base_name":"b","temperature":0.9} | temperature
        {"query":"q","knowledge_base_name":"b","temperature":1.1} | body
        {"query":"q","knowledge_base_name":"b","score_threshold":2.1} | body
        {"query":"q","knowledge_base_name":"b","top_k":"x"} | body
        {"query":"q","knowledge_base_name":"b","conversation_id":"c"} | question
        {"query":"q","kb_name":"b"} | body
        {"query":"q","knowledge_base_name":null} | body
        {"knowledge_base_name":"b"} | body
        """)
    void oldKbChat(String body, String meaning) {
        assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, Cache.DEFAULT, Asking.OLD_KB_CHAT, body)))
                .isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"query":"q"} | question
        {"query":"q","conversation_id":""} | question
        {"query":"q","conversation_id":null,"history_len":-1} | question
        {"query":"q","history_len":5} | question
        {"query":"q","conversation_id":"c"} | conversation
        {"query":"q","conversation_id":1} | body
        {"query":"q","history_len":"x"} | body
        {"query":"q","history":0} | question
        {"query":"q","history":3} | history
        {"query":"q","history":[{"role":"user","content":"x"}]} | history
        {"query":"q","history":"x"} | body
        {"query":"q","temperature":1.1} | temperature
        {"query":"q","temperature":2.1} | body
        {"messages":[{"role":"user","content":"q"}]} | body
        """)
    void oldChat(String body, String meaning) {
        Cache policy = Asking.policy(0.7, Cache.Questions.ALL);
        assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, policy, Asking.OLD_CHAT, body)))
                .isEqualTo(meaning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "1", "\"true\"", "\"Yes\"", "1.0"})
    void kbChatStreamsUnlessItIsToldNotTo(String stream) {
        assertThat(streamed(Asking.KB_CHAT, "\"query\":\"q\"", stream)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "false", "0", "\"off\"", "\"F\"", "0.0"})
    void allOthersDoNotUnlessTheyAreTold(String stream) {
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]";
        assertThat(streamed(Asking.OF_BASE, messages, stream)).isFalse();
        assertThat(streamed(Asking.COMPLETIONS, messages, stream)).isFalse();
        assertThat(streamed(Asking.OLD_CHAT, "\"query\":\"q\"", stream)).isFalse();
        assertThat(streamed(Asking.OLD_KB_CHAT, "\"query\":\"q\",\"knowledge_base_name\":\"b\"", stream))
                .isFalse();
    }

    @Test
    void whoSaysNothingGetsWhatTheServerDoes() {
        assertThat(Asking.chatchat(Asking.KB_CHAT, "{\"query\":\"q\"}").streamed())
                .isTrue();
        assertThat(Asking.chatchat(Asking.OLD_CHAT, "{\"query\":\"q\"}").streamed())
                .isFalse();
        assertThat(Asking.chatchat(Asking.OF_BASE, "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}")
                        .streamed())
                .isFalse();
    }

    private static boolean streamed(String path, String members, String stream) {
        return Asking.chatchat(path, "{" + members + ",\"stream\":" + stream + "}")
                .streamed();
    }

    @Test
    void olderAndNewerServersAreAskedOtherQuestions() {
        String old = Asking.key(
                Dialect.CHATCHAT,
                Asking.OLD_KB_CHAT,
                "{\"query\":\"q\",\"knowledge_base_name\":\"b\",\"score_threshold\":2.0}");
        assertThat(Asking.key(Dialect.CHATCHAT, Asking.KB_CHAT, "{\"query\":\"q\",\"kb_name\":\"b\"}"))
                .isNotEqualTo(old);
        assertThat(Asking.key(Dialect.CHATCHAT, Asking.OLD_CHAT, "{\"query\":\"q\"}"))
                .isNotEqualTo(old);
    }

    @Test
    void aModelThatIsNotNamedIsNoModelThatIs() {
        String absent = Asking.key(Dialect.CHATCHAT, Asking.KB_CHAT, "{\"query\":\"q\"}");
        assertThat(Asking.key(Dialect.CHATCHAT, Asking.KB_CHAT, "{\"query\":\"q\",\"model\":null}"))
                .isEqualTo(absent);
        assertThat(Asking.key(Dialect.CHATCHAT, Asking.KB_CHAT, "{\"query\":\"q\",\"model\":\"\"}"))
                .isNotEqualTo(absent);
        assertThat(Asking.key(Dialect.CHATCHAT, Asking.KB_CHAT, "{\"query\":\"q\",\"model\":\"default\"}"))
                .isNotEqualTo(absent);
    }

    @Test
    void ofTwoMembersWithOneNameTheLastOneCounts() {
        assertThat(Asking.key(
                        Dialect.CHATCHAT,
                        Asking.KB_CHAT,
                        "{\"query\":1,\"top_k\":\"x\",\"query\":\"q\",\"\\u0074op_k\":4}"))
                .isEqualTo(Asking.key(Dialect.CHATCHAT, Asking.KB_CHAT, "{\"query\":\"q\",\"top_k\":4}"));
        assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, Asking.KB_CHAT, "{\"query\":\"q\",\"query\":1}")))
                .isEqualTo("body");
    }

    @Test
    void whatIsNestedTooDeepIsNotRead() {
        assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, Asking.KB_CHAT, nested(60))))
                .isEqualTo("question");
        assertThat(Asking.word(Asking.read(Dialect.CHATCHAT, Asking.KB_CHAT, nested(100_000))))
                .isEqualTo("body");
    }

    private static String nested(int depth) {
        return "{\"query\":\"q\",\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    }
}
