package io.teal.launcher.cli.read;

import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.EventFeed;
import io.teal.launcher.client.EventFeed.Happened;
import io.teal.launcher.client.EventFeed.News;
import io.teal.launcher.display.EventText;
import io.teal.launcher.display.Screen;
import io.teal.launcher.display.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The page of {@code teal status}, drawn again every second and whenever something happens, with what happened last below it. */
final class Watch {
    private static final Duration TICK = Duration.ofSeconds(1);
    /** What happens at once is drawn at once. */
    private static final Duration BURST = Duration.ofMillis(50);

    private static final int EVENTS = 6;

    private final AdminClient client;
    private final PrintWriter out;
    private final StatusPage page;
    private final ArrayDeque<String> events = new ArrayDeque<>();
    private String shown = "";

    Watch(AdminClient client, PrintWriter out) {
        this.client = client;
        this.out = out;
        this.page = new StatusPage(client);
    }

    /** Goes on until the thread is interrupted or the process ends. The first page must come; later ones may fail. */
    void run() throws AdminFailure, InterruptedException {
        shown = page.now();
        try (EventFeed feed = feed();
                Screen screen = new Screen(out, Terminal::size)) {
            Thread restorer = new Thread(screen::close, "restore-terminal");
            Runtime.getRuntime().addShutdownHook(restorer);
            String head = head("");
            while (true) {
                screen.show(head + "\n\n" + shown + tail());
                await(feed);
                head = refresh();
            }
        }
    }

    /** Events of a gateway that tells none are missed, and the page is drawn every second all the same. */
    private @Nullable EventFeed feed() {
        try {
            return client.events();
        } catch (AdminFailure e) {
            return null;
        }
    }

    private String refresh() {
        try {
            shown = page.now();
            return head("");
        } catch (AdminFailure e) {
            return head("  " + e.getMessage().lines().findFirst().orElse("") + "; below is what was there last");
        }
    }

    private static String head(String trouble) {
        return LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + trouble;
    }

    private String tail() {
        return events.isEmpty() ? "" : "\n\n" + String.join("\n", events);
    }

    private void await(@Nullable EventFeed feed) throws InterruptedException {
        if (feed == null) {
            Thread.sleep(TICK);
            return;
        }
        News news = feed.next(TICK);
        while (news != null) {
            if (news instanceof Happened happened) {
                events.add(EventText.line(happened.event(), ZoneId.systemDefault()));
                if (events.size() > EVENTS) {
                    String unused = events.remove();
                }
            }
            news = feed.next(BURST);
        }
    }
}
