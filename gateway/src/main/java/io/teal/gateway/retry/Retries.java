package io.teal.gateway.retry;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Server;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The further attempts of one request: whether another does no harm, is among those the route grants and within the budget of
 * the upstream, and which servers it must not go to again. Confined to the event loop.
 */
public final class Retries {
    private final RetryBudget budget;
    private final int budgetPercent;
    private final boolean idempotent;
    private final boolean question;
    private int left;
    private boolean reserved;
    private boolean freshOnly;
    private List<Server> tried = List.of();
    private @Nullable Outcome first;

    /**
     * None was made yet.
     *
     * @param method the request's method
     * @param question whether it asks a question: to ask twice costs, but changes nothing
     */
    public Retries(Policies.Retry policy, RetryBudget budget, String method, boolean question) {
        this.budget = budget;
        this.budgetPercent = policy.budgetPercent();
        this.left = policy.attempts();
        this.idempotent = question || idempotent(method);
        this.question = question;
    }

    /** Whether the method says that doing it twice is doing it once (RFC 9110 9.2.2). */
    private static boolean idempotent(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE" -> true;
            default -> false;
        };
    }

    /** Whether another attempt may follow one that ended so. Spends nothing. */
    public boolean mayFollow(Outcome outcome) {
        boolean harmless =
                switch (outcome.repeat()) {
                    case ALWAYS -> true;
                    case IF_IDEMPOTENT -> idempotent;
                    case IF_QUESTION -> question;
                    case NEVER -> false;
                };
        // A kept connection that was let go of says nothing about the server, and can happen only once: the next is
        // new.
        return harmless
                && (outcome == Outcome.STALE_CONNECTION || (left > 0 && (reserved || budget.allows(budgetPercent))));
    }

    /** Takes the next attempt out of the budget ahead of time; whether it was there, or had been taken before. */
    public boolean reserve() {
        reserved = reserved || budget.take(budgetPercent);
        return reserved;
    }

    /**
     * Another attempt is to be made after one on {@code server} ended so.
     *
     * @return false when others have spent the budget since it was looked at; then it must not be made
     */
    public boolean follow(Outcome outcome, Server server) {
        if (outcome == Outcome.STALE_CONNECTION) {
            freshOnly = true;
            return true;
        }
        if (!reserve()) {
            return false;
        }
        reserved = false;
        left--;
        tried = with(server);
        if (first == null) {
            first = outcome;
        }
        return true;
    }

    /** Servers the request was with. */
    public List<Server> tried() {
        return tried;
    }

    /** Those, and one more. */
    public List<Server> with(Server server) {
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
    public boolean freshOnly() {
        return freshOnly;
    }

    /** How the first attempt ended that was followed by another; null when none was. */
    public @Nullable Outcome first() {
        return first;
    }
}
