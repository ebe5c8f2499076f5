package io.teal.gateway.forward;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Server;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The further attempts of one request: whether another does no harm, is among those the route grants and within the budget of
 * the upstream, and which servers it must not go to again. Confined to the event loop.
 */
final class Retries {
    private final RetryBudget budget;
    private final int budgetPercent;
    private final boolean idempotent;
    private int left;
    private boolean freshOnly;
    private List<Server> tried = List.of();
    private @Nullable Outcome first;

    Retries(Policies.Retry policy, RetryBudget budget, HttpMethod method) {
        this.budget = budget;
        this.budgetPercent = policy.budgetPercent();
        this.left = policy.attempts();
        this.idempotent = idempotent(method);
    }

    /** Whether the method says that doing it twice is doing it once (RFC 9110 9.2.2). */
    private static boolean idempotent(HttpMethod method) {
        return method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.OPTIONS)
                || method.equals(HttpMethod.PUT)
                || method.equals(HttpMethod.DELETE)
                || method.equals(HttpMethod.TRACE);
    }

    /** Whether another attempt may follow one that ended so. Spends nothing. */
    boolean mayFollow(Outcome failure) {
        boolean harmless =
                switch (failure.repeat()) {
                    case ALWAYS -> true;
                    case IF_IDEMPOTENT -> idempotent;
                    case IF_QUESTION -> false;
                    case NEVER -> false;
                };
        // A kept connection that was let go of says nothing about the server, and can happen only once: the next is
        // new.
        return harmless && (failure == Outcome.STALE_CONNECTION || (left > 0 && budget.allows(budgetPercent)));
    }

    /** Another attempt is being made after one on {@code server} ended so. */
    void follow(Outcome failure, Server server) {
        if (failure == Outcome.STALE_CONNECTION) {
            freshOnly = true;
            return;
        }
        budget.spend();
        left--;
        tried = with(server);
        if (first == null) {
            first = failure;
        }
    }

    /** Servers the request was with. */
    List<Server> tried() {
        return tried;
    }

    /** Those, and one more. */
    List<Server> with(Server server) {
        return switch (tried.size()) {
            case 0 -> List.of(server);
            case 1 -> List.of(tried.get(0), server);
            default -> {
                Server[] all = tried.toArray(new Server[tried.size() + 1]);
                all[tried.size()] = server;
                yield List.of(all);
            }
        };
    }

    /** Whether the next attempt needs a new connection. */
    boolean freshOnly() {
        return freshOnly;
    }

    /** How the first attempt ended that was followed by another; null when none was. */
    @Nullable Outcome first() {
        return first;
    }
}
