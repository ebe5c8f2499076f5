package io.teal.admin.release.gate;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.release.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Judges a gate by what came of its questions. Pure. */
final class GateJudge {
    private static final double P95 = 0.95;
    private static final long NEVER = Long.MAX_VALUE;
    private static final int MOST_NAMED = 3;

    private final Plan.Gate gate;

    GateJudge(Plan.Gate gate) {
        this.gate = gate;
    }

    /**
     * What the gate requires, in a fixed order; nothing when it requires nothing.
     *
     * @param results of all questions
     * @param knowledge of all servers of the new colour; not looked at when none is expected
     * @param stopped whether the run was stopped before it was through
     */
    List<Check> checks(List<Result> results, List<Knowledge> knowledge, boolean stopped) {
        List<Check> checks = new ArrayList<>();
        if (stopped) {
            checks.add(new Check(Check.RUN, Verdict.INCONCLUSIVE, "The run was stopped before it was through."));
        }
        if (!results.isEmpty()) {
            checks.add(questions(results));
        }
        Duration limit = gate.firstTokenP95();
        if (limit != null) {
            checks.add(firstToken(limit, results));
        }
        String expected = gate.knowledge();
        if (expected != null) {
            checks.add(knowledge(expected, knowledge));
        }
        return checks;
    }

    /** A gate passes when everything passes that it requires: also when that is nothing. */
    static Verdict verdict(List<Check> checks) {
        return checks.stream().map(Check::verdict).reduce(Verdict.PASS, Verdict::and);
    }

    private Check questions(List<Result> results) {
        int all = results.size();
        int passed = count(results, Verdict.PASS);
        int failed = count(results, Verdict.FAIL);
        int open = all - passed - failed;
        boolean enough = 100L * passed >= (long) gate.pass() * all;
        boolean possible = 100L * (passed + open) >= (long) gate.pass() * all;
        Verdict verdict = open == all
                ? Verdict.INCONCLUSIVE
                : enough ? Verdict.PASS : possible ? Verdict.INCONCLUSIVE : Verdict.FAIL;
        String rest = open == 0 ? "" : ", and of " + open + " nobody can say";
        return new Check(
                Check.QUESTIONS,
                verdict,
                passed + " of " + all + (all == 1 ? " question" : " questions") + " passed" + rest + "; " + gate.pass()
                        + " % must.");
    }

    private static Check firstToken(Duration limit, List<Result> results) {
        long[] times = results.stream()
                .flatMap(result -> result.attempts().stream())
                .flatMapToLong(GateJudge::firstToken)
                .sorted()
                .toArray();
        String required = "; at most " + Times.of(limit.toNanos()) + " is allowed.";
        if (times.length == 0) {
            return new Check(
                    Check.FIRST_TOKEN,
                    Verdict.INCONCLUSIVE,
                    "No answer came in tokens, so that nobody can say when 95 % of them begin" + required);
        }
        long p95 = times[(int) Math.ceil(P95 * times.length) - 1];
        String of = times.length == 1 ? " (1 answer)" : " (" + times.length + " answers)";
        return new Check(
                Check.FIRST_TOKEN,
                p95 > limit.toNanos() ? Verdict.FAIL : Verdict.PASS,
                p95 == NEVER
                        ? "More than 5 % of the answers never had a first token" + of + required
                        : "95 % of the answers began within " + Times.of(p95) + of + required);
    }

    /** An answer that failed before its first token would have had it late, or never. */
    private static LongStream firstToken(Attempt attempt) {
        Reply reply = attempt.reply();
        if (reply.firstTokenNanos() >= 0) {
            return LongStream.of(reply.firstTokenNanos());
        }
        boolean failed = reply.telling() && reply.outcome().counts() == Outcome.Counts.AGAINST;
        return failed ? LongStream.of(NEVER) : LongStream.empty();
    }

    private static Check knowledge(String expected, List<Knowledge> servers) {
        List<String> others = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (Knowledge one : servers) {
            String found = one.fingerprint();
            if (found == null) {
                silent.add(one.server());
            } else if (!found.equals(expected)) {
                others.add(one.server() + " reports " + found);
            }
        }
        if (!others.isEmpty()) {
            return knowledge(Verdict.FAIL, "Knowledge " + expected + " is expected, but " + some(others) + ".");
        }
        if (servers.isEmpty()) {
            return knowledge(
                    Verdict.INCONCLUSIVE, "Knowledge " + expected + " is expected, and there is no server to ask.");
        }
        if (!silent.isEmpty()) {
            return knowledge(
                    Verdict.INCONCLUSIVE,
                    "Knowledge " + expected + " is expected, and nothing was heard of " + some(silent)
                            + ": the upstream needs knowledge: in routing.yaml, and some time after its start.");
        }
        return knowledge(
                Verdict.PASS,
                (servers.size() == 1 ? "The server reports" : "All " + servers.size() + " servers report")
                        + " knowledge " + expected + ", as expected.");
    }

    private static Check knowledge(Verdict verdict, String sentence) {
        return new Check(Check.KNOWLEDGE, verdict, sentence);
    }

    private static String some(List<String> list) {
        String named = String.join(", ", list.subList(0, Math.min(MOST_NAMED, list.size())));
        return list.size() > MOST_NAMED ? named + " and " + (list.size() - MOST_NAMED) + " more" : named;
    }

    private static int count(List<Result> results, Verdict verdict) {
        return (int)
                results.stream().filter(result -> result.verdict() == verdict).count();
    }
}
