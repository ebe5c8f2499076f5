package io.teal.gateway.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for every question, however its body is written. */
class QuestionReaderPropertyTest {
    /** Stands for a member that is left out. */
    private static final String ABSENT = "";

    /**
     * A member of a body.
     *
     * @param same values that mean the same
     * @param others values that mean something else, each something of its own
     */
    private record Member(String name, List<String> same, List<String> others) {}

    private record Form(Dialect dialect, String path, boolean unknownCounts, List<Member> members) {}

    private static final Member KB_STREAM =
            member("stream", same(ABSENT, "null", "true", "false", "0", "\"no\"", "\"TRUE\""), others());
    private static final Member MODEL = member("model", same("\"m\""), others(ABSENT, "\"\"", "\"n\""));
    private static final Member TEMPERATURE = member(
            "temperature", same(ABSENT, "null", "0.7", "0.70", "7e-1", "\"0.7\"", "\" .7 \""), others("0", "0.1", "1"));
    private static final Member TOP_K =
            member("top_k", same(ABSENT, "null", "3", "3.0", "\"3\"", "\"3.0\"", "30e-1"), others("4", "-3", "true"));
    private static final Member MAX_TOKENS =
            member("max_tokens", same(ABSENT, "null", "0", "0.0", "\"0\"", "false"), others("1", "512"));
    private static final Member PROMPT =
            member("prompt_name", same(ABSENT, "null", "\"default\""), others("\"empty\"", "\"\""));
    private static final String[] SAME_QUESTION = {
        "\"年假怎么申请\"", "\"年假怎么申请？\"", "\"  年假怎么申请 ?\"", "\"\\u5e74假怎么申请。\\u3000\"", "\"年假怎么申请\\n\""
    };
    private static final String[] OTHER_QUESTIONS = {"\"年假 怎么申请\"", "\"年假不怎么申请\"", "\"年假怎么申请呢\"", "\"\""};

    private static final List<Form> FORMS = List.of(
            new Form(
                    Dialect.CHATCHAT,
                    Asking.KB_CHAT,
                    false,
                    List.of(
                            member("query", same(SAME_QUESTION), others(OTHER_QUESTIONS)),
                            member("kb_name", same("\"hr_faq\""), others(ABSENT, "\"HR_FAQ\"", "\"it\"")),
                            member("mode", same(ABSENT, "null", "\"local_kb\""), others()),
                            member("history", same(ABSENT, "null", "[]"), others()),
                            member(
                                    "score_threshold",
                                    same(ABSENT, "null", "2", "2.0", "\"2\""),
                                    others("0", "1", "0.5")),
                            member("return_direct", same(ABSENT, "null", "false", "0", "\"off\""), others("true")),
                            TOP_K,
                            MODEL,
                            TEMPERATURE,
                            MAX_TOKENS,
                            PROMPT,
                            KB_STREAM)),
            new Form(
                    Dialect.CHATCHAT,
                    Asking.OF_BASE,
                    false,
                    List.of(
                            messages(),
                            member("score_threshold", same(ABSENT, "2", "2.0"), others("0", "1", "0.5")),
                            member("return_direct", same(ABSENT, "null", "false", "0"), others("true")),
                            member("top_k", same(ABSENT, "3"), others("4", "5")),
                            member("prompt_name", same(ABSENT, "\"default\""), others("\"empty\"")),
                            member("n", same(ABSENT, "1", "7", "\"x\""), others()),
                            MODEL,
                            TEMPERATURE,
                            MAX_TOKENS,
                            KB_STREAM)),
            new Form(
                    Dialect.CHATCHAT,
                    Asking.OLD_KB_CHAT,
                    false,
                    List.of(
                            member("query", same(SAME_QUESTION), others(OTHER_QUESTIONS)),
                            member("knowledge_base_name", same("\"hr_faq\""), others("\"HR_FAQ\"", "\"it\"")),
                            member("history", same(ABSENT, "null", "[]"), others()),
                            member(
                                    "score_threshold",
                                    same(ABSENT, "null", "1", "1.0", "\"1\""),
                                    others("0", "2", "0.5")),
                            member("model_name", same("\"m\""), others(ABSENT, "\"n\"")),
                            TOP_K,
                            TEMPERATURE,
                            MAX_TOKENS,
                            PROMPT,
                            KB_STREAM)),
            new Form(
                    Dialect.CHATCHAT,
                    Asking.OLD_CHAT,
                    false,
                    List.of(
                            member("query", same(SAME_QUESTION), others(OTHER_QUESTIONS)),
                            member("history", same(ABSENT, "null", "[]", "0"), others()),
                            member("history_len", same(ABSENT, "null", "-1", "5"), others()),
                            member("conversation_id", same(ABSENT, "null", "\"\""), others()),
                            member("model_name", same("\"m\""), others(ABSENT, "\"n\"")),
                            TEMPERATURE,
                            MAX_TOKENS,
                            PROMPT,
                            KB_STREAM)),
            completions(Dialect.CHATCHAT),
            completions(Dialect.OPENAI));

    private static Form completions(Dialect dialect) {
        return new Form(
                dialect,
                Asking.COMPLETIONS,
                true,
                List.of(
                        messages(),
                        MODEL,
                        member("temperature", same("0.5", "0.50", "\"0.5\""), others(ABSENT, "0", "1", "0.7")),
                        member("top_p", same(ABSENT, "null"), others("1", "0.9")),
                        member("frequency_penalty", same(ABSENT, "null"), others("0", "1")),
                        member("presence_penalty", same("1", "1.0"), others(ABSENT, "0", "2")),
                        member("seed", same("7", "7.0", "\"7\""), others(ABSENT, "8", "-7")),
                        member("max_tokens", same(ABSENT, "null"), others("9", "-1")),
                        member("max_completion_tokens", same(ABSENT, "null"), others("9", "-1")),
                        member("stop", same("[\"a\",\"b\"]"), others(ABSENT, "\"ab\"", "[\"ab\"]", "[\"b\",\"a\"]")),
                        member("response_format", same(ABSENT, "null"), others("{\"type\":\"json_object\"}")),
                        member("logit_bias", same("{\"1\":2,\"2\":3}", "{\"2\":3,\"1\":2}"), others(ABSENT, "{}")),
                        member("n", same(ABSENT, "null", "1", "\"1\""), others()),
                        member("tools", same(ABSENT, "null", "[]"), others()),
                        member("tool_choice", same(ABSENT, "null", "\"none\""), others()),
                        member("logprobs", same(ABSENT, "null", "false"), others()),
                        member("user", same(ABSENT, "null", "\"a\"", "\"b\""), others()),
                        member("top_k", same("5", "5.0"), others(ABSENT, "6", "\"5\"", "null", "{\"x\":5}")),
                        member(
                                "stream_options",
                                same(ABSENT, "null", "{\"include_usage\":false}"),
                                others("{\"include_usage\":true}")),
                        KB_STREAM));
    }

    private static Member messages() {
        return member(
                "messages",
                Arrays.stream(SAME_QUESTION)
                        .map(QuestionReaderPropertyTest::user)
                        .toList(),
                List.of(
                        user("\"不\""),
                        "[{\"role\":\"system\",\"content\":\"s\"},"
                                + user("\"年假怎么申请\"").substring(1),
                        "[{\"role\":\"system\",\"content\":\"t\"},"
                                + user("\"年假怎么申请\"").substring(1)));
    }

    private static String user(String content) {
        return "[{\"content\":" + content + ",\"role\":\"user\"}]";
    }

    @Property(tries = 3000)
    void oneQuestionHasOneKey(@ForAll @IntRange(max = 5) int form, @ForAll long seed) {
        Form asked = FORMS.get(form);
        Random random = new Random(seed);
        assertThat(key(asked, written(asked, random, -1, 0))).isEqualTo(reference(asked));
    }

    @Property(tries = 3000)
    void anotherQuestionHasAnotherKey(@ForAll @IntRange(max = 5) int form, @ForAll long seed) {
        Form asked = FORMS.get(form);
        Random random = new Random(seed);
        int changed;
        do {
            changed = random.nextInt(asked.members().size());
        } while (asked.members().get(changed).others().isEmpty());
        int other = random.nextInt(asked.members().get(changed).others().size());
        String body = written(asked, random, changed, other);
        String key = key(asked, body);
        assertThat(key).as(body).isNotEqualTo(reference(asked));
        for (int i = 0; i < asked.members().get(changed).others().size(); i++) {
            if (i != other) {
                assertThat(key(asked, written(asked, random, changed, i)))
                        .as(body)
                        .isNotEqualTo(key);
            }
        }
    }

    @Property(tries = 3000)
    void aPieceOfAQuestionIsNone(@ForAll @IntRange(max = 5) int form, @ForAll long seed) {
        Form asked = FORMS.get(form);
        Random random = new Random(seed);
        byte[] body = written(asked, random, -1, 0).strip().getBytes(StandardCharsets.UTF_8);
        byte[] piece = Arrays.copyOf(body, random.nextInt(body.length));
        assertThat(Asking.word(reader(asked).read(asked.path(), piece))).isEqualTo("body");
    }

    @Property(tries = 5000)
    void noBytesMakeItFail(@ForAll @IntRange(max = 5) int form, @ForAll long seed, @ForAll byte[] noise) {
        Form asked = FORMS.get(form);
        Random random = new Random(seed);
        byte[] body = written(asked, random, -1, 0).getBytes(StandardCharsets.UTF_8);
        for (byte one : noise) {
            body[random.nextInt(body.length)] = one;
        }
        assertThat(reader(asked).read(asked.path(), body)).isNotNull();
        assertThat(reader(asked).read(asked.path(), noise)).isNotNull();
        assertThat(StreamedBody.of(body)).isNotEmpty();
    }

    @Property(tries = 2000)
    void noPathMakesItFail(@ForAll String path) {
        for (Dialect dialect : Dialect.values()) {
            assertThat(Asking.read(dialect, path, "{}")).isNotNull();
            assertThat(Asking.read(dialect, "/knowledge_base/local_kb/" + path + "/chat/completions", "{}"))
                    .isNotNull();
        }
    }

    private static QuestionReader reader(Form form) {
        return new QuestionReader(
                form.dialect(), Asking.policy(2, io.teal.gateway.routing.Policies.Cache.Questions.ALL));
    }

    private static String key(Form form, String body) {
        Meaning meaning = reader(form).read(form.path(), body.getBytes(StandardCharsets.UTF_8));
        assertThat(Asking.word(meaning)).as(body).isEqualTo("question");
        return Asking.key(meaning);
    }

    private static String reference(Form form) {
        List<String> members = new ArrayList<>();
        for (Member member : form.members()) {
            add(members, member.name(), member.same().getFirst());
        }
        return key(form, "{" + String.join(",", members) + "}");
    }

    /** A body in one of its many forms. */
    private static String written(Form form, Random random, int changed, int other) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < form.members().size(); i++) {
            Member member = form.members().get(i);
            List<String> values = member.same();
            add(
                    members,
                    member.name(),
                    i == changed ? member.others().get(other) : values.get(random.nextInt(values.size())));
        }
        if (!form.unknownCounts()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                add(
                        members,
                        "unknown" + i,
                        List.of("1", "null", "[{\"query\":2}]", "\"x\"").get(random.nextInt(4)));
            }
        }
        Collections.shuffle(members, random);
        String first = members.getFirst();
        if (random.nextInt(3) == 0) {
            // In front of the one that counts.
            members.addFirst(first.substring(0, first.indexOf(':')) + ":{\"rubbish\":[]}");
        }
        String space = random.nextBoolean() ? "" : " ";
        return space + "{" + space + String.join(space + "," + space, members) + "}" + space;
    }

    private static void add(List<String> members, String name, String value) {
        if (!value.equals(ABSENT)) {
            members.add("\"" + name + "\":" + value);
        }
    }

    private static Member member(String name, List<String> same, List<String> others) {
        return new Member(name, same, others);
    }

    private static List<String> same(String... values) {
        return List.of(values);
    }

    private static List<String> others(String... values) {
        return List.of(values);
    }
}
