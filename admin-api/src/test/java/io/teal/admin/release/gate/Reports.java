package io.teal.admin.release.gate;

import static io.teal.admin.release.gate.Samples.ended;
import static io.teal.admin.release.gate.Samples.said;

import io.teal.admin.release.gate.question.QuestionSet;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.release.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Reports for the tests. */
public final class Reports {
    private static final Instant AT = Instant.parse("2026-11-26T08:15:00.123456Z");

    private Reports() {}

    /** A question that passed, one that failed and one of which nobody can say. */
    public static GateReport mixed() {
        QuestionSet set = Samples.questions("""
                compare: true
                questions:
                  - {name: annual leave, ask: 如何申请年假？, knowledge_base: hr, reference: other, score: {rouge_l: 0.5}}
                  - {name: sick leave, ask: 病假需要证明吗？, knowledge_base: hr, must: [证明]}
                  - {name: pay, ask: 工资什么时候发？, knowledge_base: hr}
                """);
        List<Attempt> attempts = List.of(
                new Judge(set.questions().get(0)).attempt(said("提前三天提交。"), said("提前三天提交。"), null),
                new Judge(set.questions().get(1)).attempt(said("不知道。"), said("需要医院证明。"), null),
                new Judge(set.questions().get(2)).attempt(ended(Outcome.NO_SERVER, "no usable server"), null, null));
        return report(set, attempts);
    }

    /** A report in which everything that a file or a server can say is this text. */
    public static GateReport saying(String text) {
        Reply reply = new Reply(Outcome.ERROR_EVENT, 502, text, true, List.of(text), 1, 2, "127.0.0.1:8011", text);
        Attempt attempt = new Attempt(Verdict.FAIL, List.of(text), reply, reply, java.util.Map.of());
        Result result = new Result(text, text, Verdict.FAIL, List.of(text), List.of(attempt, attempt));
        return new GateReport(
                text,
                text,
                text,
                AT,
                Duration.ofSeconds(1),
                Verdict.FAIL,
                List.of(new Check(text, Verdict.FAIL, text)),
                List.of(result));
    }

    private static GateReport report(QuestionSet set, List<Attempt> attempts) {
        List<Result> results = List.of(
                new Judge(set.questions().get(0)).result(List.of(attempts.get(0))),
                new Judge(set.questions().get(1)).result(List.of(attempts.get(1))),
                new Judge(set.questions().get(2)).result(List.of(attempts.get(2))));
        Plan.Gate gate = new Plan.Gate("/etc/teal/questions/chat.yaml", 95, Duration.ofSeconds(5), null, 0);
        GateOrder order = new GateOrder("chat", "green", "blue", gate, set);
        return GateReport.of(
                order, AT, Duration.ofMillis(4_500), new GateJudge(gate).checks(results, List.of(), false), results);
    }
}
