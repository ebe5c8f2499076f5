package io.teal.admin.release.gate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as a tree for JSON. */
final class ReportTree {
    private static final double MILLI = 1e6;

    private ReportTree() {}

    static Map<String, @Nullable Object> of(GateReport report) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("service", report.service());
        tree.put("upstream", report.upstream());
        if (report.other() != null) {
            tree.put("other", report.other());
        }
        tree.put("at", report.at().toString());
        tree.put("took_ms", report.took().toMillis());
        tree.put("verdict", report.verdict().word());
        tree.put("summary", report.summary());
        Map<String, Object> counts = new LinkedHashMap<>();
        for (Verdict verdict : Verdict.values()) {
            counts.put(verdict.word(), report.count(verdict));
        }
        tree.put("counts", counts);
        tree.put("checks", report.checks().stream().map(ReportTree::check).toList());
        tree.put("questions", report.results().stream().map(ReportTree::result).toList());
        return tree;
    }

    private static Map<String, Object> check(Check check) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", check.name());
        tree.put("verdict", check.verdict().word());
        tree.put("sentence", check.sentence());
        return tree;
    }

    private static Map<String, Object> result(Result result) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", result.name());
        tree.put("asked", result.asked());
        tree.put("verdict", result.verdict().word());
        some(tree, "reasons", result.reasons());
        tree.put("attempts", result.attempts().stream().map(ReportTree::attempt).toList());
        return tree;
    }

    private static Map<String, Object> attempt(Attempt attempt) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("verdict", attempt.verdict().word());
        some(tree, "reasons", attempt.reasons());
        tree.put("reply", reply(attempt.reply()));
        Reply other = attempt.other();
        if (other != null) {
            tree.put("other", reply(other));
        }
        if (!attempt.scores().isEmpty()) {
            Map<String, Object> scores = new LinkedHashMap<>();
            attempt.scores().forEach((measure, score) -> scores.put(measure.word(), score));
            tree.put("scores", scores);
        }
        return tree;
    }

    private static Map<String, Object> reply(Reply reply) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("outcome", reply.outcome().tag());
        tree.put("status", reply.status());
        tree.put("text", reply.text());
        tree.put("cut", reply.cut());
        some(tree, "documents", reply.documents());
        if (reply.firstTokenNanos() >= 0) {
            tree.put("first_token_ms", reply.firstTokenNanos() / MILLI);
        }
        tree.put("total_ms", reply.totalNanos() / MILLI);
        tree.put("server", reply.server());
        tree.put("message", reply.message());
        return tree;
    }

    private static void some(Map<String, Object> tree, String key, List<String> texts) {
        if (!texts.isEmpty()) {
            tree.put(key, texts);
        }
    }
}
