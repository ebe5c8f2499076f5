package io.teal.launcher.cli.read;

import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.reply.RevisionReply;
import io.teal.launcher.client.reply.ServiceReply;
import io.teal.launcher.display.StatusText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks for everything that stands on a page of {@code teal status}; what does not change is asked for once. */
final class StatusPage {
    private static final int SEARCHED = 20;

    private final AdminClient client;
    private @Nullable RevisionReply serving;

    StatusPage(AdminClient client) {
        this.client = client;
    }

    /** The page as it is now. */
    String now() throws AdminFailure {
        return about(client.services().value());
    }

    /** The page about these services. */
    String about(ServiceReply.All services) throws AdminFailure {
        if (serving == null || serving.revision() != services.revision()) {
            serving = find(services.revision());
        }
        return StatusText.page(services, serving, client.gateways().value(), Instant.now());
    }

    private @Nullable RevisionReply find(long number) throws AdminFailure {
        for (RevisionReply revision : client.history(SEARCHED).value().revisions()) {
            if (revision.revision() == number) {
                return revision;
            }
        }
        return null;
    }
}
