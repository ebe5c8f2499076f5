package io.teal.launcher.display;

import io.teal.launcher.client.reply.ReleaseReply;
import java.time.Instant;

/** Releases in words. */
public final class ReleaseText {
    private ReleaseText() {}

    /** On one line. */
    public static String line(ReleaseReply release) {
        String step = release.step() == 0 ? "" : ", step " + release.step() + " of " + release.steps();
        String weight = release.weight() == 0 ? "" : ", " + release.to() + " has " + release.weight() + " %";
        return release.id() + " (" + release.from() + " to " + release.to() + ") is "
                + word(release.state()) + step + weight + ": "
                + (release.waitsFor().isEmpty() ? release.reason() : release.waitsFor());
    }

    /** With its story. */
    public static String whole(ReleaseReply release) {
        StringBuilder text = new StringBuilder(line(release)).append('\n');
        Table table = new Table("AT", "STATE", "STEP", "BY", "WHY");
        for (ReleaseReply.Transition one : release.story()) {
            table.row(
                    one.at(), word(one.state()), one.step() < 0 ? "-" : "" + (one.step() + 1), one.who(), one.reason());
        }
        return text.append(table).append('\n').append(seen(release)).toString();
    }

    /** What clients saw of the new upstream. */
    public static String seen(ReleaseReply release) {
        return "clients saw " + Counted.of(release.seen().failures(), "failure") + " in "
                + Counted.of(release.seen().requests(), "request") + " to " + release.to();
    }

    /** One step of its story, with the time of day: {@code 10:05:00  holding, step 2  teal: …}. */
    public static String step(ReleaseReply.Transition step) {
        String where = word(step.state()) + (step.step() < 0 ? "" : ", step " + (step.step() + 1));
        return step.at().replaceFirst(".*T(..:..:..).*", "$1") + "  " + where + "  " + step.who()
                + (step.reason().isEmpty() ? "" : ": " + step.reason());
    }

    /** A list of them. */
    public static String list(ReleaseReply.All all, Instant now) {
        if (all.releases().isEmpty()) {
            return "there was no release of " + all.service() + " yet";
        }
        Table table = new Table("RELEASE", "FROM", "TO", "STATE", "STEP", "SINCE", "WHY");
        for (ReleaseReply release : all.releases()) {
            table.row(
                    release.id(),
                    release.from(),
                    release.to(),
                    word(release.state()),
                    release.step() + "/" + release.steps(),
                    RevisionText.ago(release.since(), now),
                    release.reason());
        }
        return table.toString();
    }

    private static String word(String state) {
        return state.replace('_', ' ');
    }
}
