package io.teal.launcher.cli.read;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.EventFeed;
import io.teal.launcher.client.EventFeed.Back;
import io.teal.launcher.client.EventFeed.Happened;
import io.teal.launcher.client.EventFeed.Lost;
import io.teal.launcher.client.EventFeed.News;
import io.teal.launcher.display.EventText;
import java.time.Duration;
import java.time.ZoneId;

/** What happens, a line each. */
final class EventLines {
    private static final Duration LONG = Duration.ofHours(1);

    private final AdminOptions admin;
    private boolean lost;

    EventLines(AdminOptions admin) {
        this.admin = admin;
    }

    /** Goes on until the thread is interrupted or the process ends, or the caller is not let in any more. */
    void follow(AdminClient client) throws AdminFailure, InterruptedException {
        try (EventFeed feed = client.events()) {
            while (true) {
                News news = feed.next(LONG);
                if (news != null) {
                    tell(news);
                }
            }
        }
    }

    private void tell(News news) throws AdminFailure {
        switch (news) {
            case Happened happened ->
                admin.out()
                        .println(
                                admin.json()
                                        ? happened.json()
                                        : EventText.line(happened.event(), ZoneId.systemDefault()));
            case Back back -> {
                lost = false;
                admin.err().println("teal: listening again");
            }
            case Lost gone -> {
                if (!gone.passes()) {
                    throw gone.why();
                }
                if (!lost) {
                    admin.err().println("teal: " + gone.why().getMessage() + "; trying again every second");
                }
                lost = true;
            }
        }
    }
}
