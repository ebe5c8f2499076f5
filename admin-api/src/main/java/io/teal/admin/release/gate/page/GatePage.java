package io.teal.admin.release.gate.page;

import io.teal.admin.http.page.Html;
import io.teal.admin.http.page.Style;
import io.teal.admin.release.gate.Attempt;
import io.teal.admin.release.gate.Check;
import io.teal.admin.release.gate.GateReport;
import io.teal.admin.release.gate.Reply;
import io.teal.admin.release.gate.Result;
import io.teal.admin.release.gate.Times;
import io.teal.admin.release.gate.Verdict;
import io.teal.admin.release.gate.question.Measure;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The report of a gate as one page that can be sent to anybody: no script, nothing to load, one style sheet inside that serves
 * light and dark screens, phones and paper. What did not pass is open, what did is folded.
 */
public final class GatePage {
    private static final String SHEET = Style.sheet(GatePage.class, "gate.css");
    private static final String OWN_STYLE = "default-src 'none'; style-src " + Style.source(SHEET);

    private final Html html = new Html();
    private final GateReport report;

    private GatePage(GateReport report) {
        this.report = report;
    }

    /** The page of a report, for {@code text/html; charset=utf-8} or a file. */
    public static String of(GateReport report) {
        return new GatePage(report).page();
    }

    /** The {@code Content-Security-Policy} to send with every page: nothing but its own style sheet. It says so itself, too. */
    public static String policy() {
        return OWN_STYLE + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private String page() {
        String title = "Gate of " + report.service() + ": " + report.upstream();
        html.open("html", "lang", "en").open("head").empty("meta", "charset", "utf-8");
        html.empty("meta", "http-equiv", "Content-Security-Policy", "content", OWN_STYLE);
        html.element("title", title + ", " + report.verdict().word());
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.style(SHEET);
        html.closeLine().open("body").open("main");
        introduction(title);
        checks();
        overview();
        for (int i = 0; i < report.results().size(); i++) {
            question(report.results().get(i), anchor(i));
        }
        html.close().close().close();
        return "<!DOCTYPE html>\n" + html + "\n";
    }

    private void introduction(String title) {
        html.open("header").open("h1").text(title + " ");
        verdict(report.verdict());
        html.closeLine().element("p", report.summary(), "class", "lead");
        html.open("dl", "class", "facts");
        fact("Asked", report.upstream());
        String other = report.other();
        if (other != null) {
            fact("Beside", other);
        }
        fact("Began", report.at().toString());
        fact("Took", Times.of(report.took().toNanos()));
        for (Verdict verdict : Verdict.values()) {
            if (report.count(verdict) > 0) {
                fact(
                        switch (verdict) {
                            case PASS -> "Passed";
                            case FAIL -> "Failed";
                            case INCONCLUSIVE -> "Inconclusive";
                        },
                        String.valueOf(report.count(verdict)));
            }
        }
        html.closeLine().closeLine();
    }

    private void fact(String name, String value) {
        html.open("div").element("dt", name).element("dd", value).closeLine();
    }

    private void checks() {
        if (report.checks().isEmpty()) {
            return;
        }
        html.element("h2", "What is required").open("table");
        head("Verdict", "Requirement", "Found");
        for (Check check : report.checks()) {
            html.open("tr").open("td");
            verdict(check.verdict());
            html.close().open("th", "scope", "row").element("code", check.name());
            html.close().element("td", check.sentence()).closeLine();
        }
        html.close().closeLine();
    }

    private void overview() {
        if (report.results().isEmpty()) {
            return;
        }
        html.element("h2", "Questions").open("table", "class", "figures");
        head("Verdict", "Question", "Passed", "First token", "ROUGE-L", "BLEU-4", "chrF");
        for (int i = 0; i < report.results().size(); i++) {
            Result result = report.results().get(i);
            html.open("tr").open("td");
            verdict(result.verdict());
            html.close().open("th", "scope", "row").element("a", result.name(), "href", "#" + anchor(i));
            long passed = result.attempts().stream()
                    .filter(attempt -> attempt.verdict() == Verdict.PASS)
                    .count();
            html.close().element("td", passed + " of " + result.attempts().size());
            Attempt shown = shown(result);
            html.element("td", shown == null ? "" : firstToken(shown.reply()));
            for (Measure measure : Measure.values()) {
                html.element("td", shown == null ? "" : score(shown, measure));
            }
            html.closeLine();
        }
        html.close().closeLine();
    }

    private void question(Result result, String anchor) {
        if (result.verdict() == Verdict.PASS) {
            html.open("details", "id", anchor);
        } else {
            html.open("details", "id", anchor, "open", "open");
        }
        html.open("summary");
        verdict(result.verdict());
        html.text(" ").element("strong", result.name()).closeLine();
        html.element("p", result.asked(), "class", "asked");
        reasons(result.reasons());
        for (int i = 0; i < result.attempts().size(); i++) {
            Attempt attempt = result.attempts().get(i);
            html.open("section");
            if (result.attempts().size() > 1) {
                html.open("h3").text("Asked " + (i + 1) + " ");
                verdict(attempt.verdict());
                html.closeLine();
                reasons(attempt.reasons());
            }
            html.open("div", "class", "pair");
            reply(report.upstream(), attempt.reply());
            Reply other = attempt.other();
            if (other != null) {
                String colour = report.other();
                reply(colour == null ? "other" : colour, other);
            }
            html.closeLine();
            scores(attempt);
            html.closeLine();
        }
        html.closeLine();
    }

    private void reasons(Iterable<String> reasons) {
        if (reasons.iterator().hasNext()) {
            html.open("ul", "class", "reasons");
            reasons.forEach(reason -> html.element("li", reason));
            html.closeLine();
        }
    }

    private void reply(String colour, Reply reply) {
        html.open("div", "class", "reply").element("h4", colour);
        html.open("p", "class", "told").text(reply.outcome().word());
        part(reply.server());
        if (reply.firstTokenNanos() >= 0) {
            part("first token " + firstToken(reply));
        }
        part("in all " + Times.of(reply.totalNanos()));
        html.closeLine();
        if (!reply.message().isEmpty()) {
            html.element("p", reply.message(), "class", "message").text("\n");
        }
        if (!reply.text().isEmpty()) {
            html.open("div", "class", "said").text(reply.text());
            if (reply.cut()) {
                html.element("span", " … and more", "class", "more");
            }
            html.closeLine();
        }
        if (!reply.documents().isEmpty()) {
            html.element("p", "Documents: " + String.join(", ", reply.documents()), "class", "told");
        }
        html.closeLine();
    }

    private void part(String words) {
        if (!words.isEmpty()) {
            html.text(" · " + words);
        }
    }

    private void scores(Attempt attempt) {
        if (attempt.scores().isEmpty()) {
            return;
        }
        html.open("p", "class", "told").text("Scores:");
        attempt.scores().keySet().forEach(measure -> html.text(" " + name(measure) + " " + score(attempt, measure)));
        html.closeLine();
    }

    private void verdict(Verdict verdict) {
        html.element("span", verdict.word(), "class", "verdict " + verdict.word());
    }

    private void head(String... names) {
        html.open("thead").open("tr");
        for (String name : names) {
            html.element("th", name, "scope", "col");
        }
        html.close().close().open("tbody");
    }

    /** The attempt whose figures stand for the question: the first that came to the same. */
    private static @Nullable Attempt shown(Result result) {
        return result.attempts().stream()
                .filter(attempt -> attempt.verdict() == result.verdict())
                .findFirst()
                .orElse(null);
    }

    private static String firstToken(Reply reply) {
        return reply.firstTokenNanos() < 0 ? "" : Times.of(reply.firstTokenNanos());
    }

    private static String score(Attempt attempt, Measure measure) {
        Double score = attempt.scores().get(measure);
        return score == null ? "" : String.format(Locale.ROOT, "%.3f", score);
    }

    private static String name(Measure measure) {
        return switch (measure) {
            case ROUGE_L -> "ROUGE-L";
            case BLEU -> "BLEU-4";
            case CHRF -> "chrF";
        };
    }

    private static String anchor(int index) {
        return "q" + (index + 1);
    }
}
