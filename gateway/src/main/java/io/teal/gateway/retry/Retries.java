package io.teal.gateway.retry;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Server;
import io.teal.gateway.stats.RetryRefusal;
import io.teal.gateway.stats.UpstreamStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The further attempts of one request: whether another does no harm, is among those the route grants and within the budget of
 * the upstream, and which servers it must not go to again. Confined to the event loop.
 */
public final class Retries {
    private final RetryBudget budget;
    private final UpstreamStats stats;
    private final int budgetPercent;
    private final boolean idempotent;
    private final boolean question;
    private int left;
    private boolean reserved;
    private boolean freshOnly;
    private List<Server> tried = List.of();
    private @Nullable Outcome first;

    /** How the attempt ended that the next one follows; null once that has begun. */
    private @Nullable Outcome before;

    /** Whether another attempt was decided for that has neither begun nor come to nothing. */
    private boolean sought;

    /**
     * None was made yet.
     *
     * @param stats where further attempts are counted, and why there are none
     * @param method the request's method
     * @param question whether it asks a question: to ask twice costs, but changes nothing
     */
    public Retries(Policies.Retry policy, RetryBudget budget, UpstreamStats stats, String method, boolean question) {
        this.stats = stats;
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

    /** Why no other attempt may follow one that ended so; null when one may. Spends nothing. */
    public @Nullable RetryRefusal refusal(Outcome outcome) {
        boolean harmless =
                switch (outcome.repeat()) {
                    case ALWAYS -> true;
                    case IF_IDEMPOTENT -> idempotent;
                    case IF_QUESTION -> question;
                    case NEVER -> false;
                };
        if (!harmless) {
            return RetryRefusal.HARM;
        }
        // A kept connection that was let go of says nothing about the server, and can happen only once: the next is
        // new.
        if (outcome == Outcome.STALE_CONNECTION) {
            return null;
        }
        if (left == 0) {
            return RetryRefusal.ATTEMPTS;
        }
        return reserved || budget.allows(budgetPercent) ? null : RetryRefusal.BUDGET;
    }

    /**
     * Takes down what was decided about another attempt.
     *
     * @param refusal why there is none; null when there is
     * @return whether there is one
     */
    public boolean decided(Outcome outcome, @Nullable RetryRefusal refusal) {
        // What nothing could have come of is no refusal.
        if (refusal != null && outcome.repeat() != Outcome.Repeat.NEVER) {
            stats.notRetried(refusal);
        }
        sought = refusal == null;
        return sought;
    }

    /** An attempt begins. */
    public void begins() {
        sought = false;
        if (before != null) {
            stats.retried(before);
            before = null;
        }
    }

    /** The next attempt was to be made, and no server can take it. Does nothing when it was the first. */
    public void comesToNothing() {
        notAfterAll(RetryRefusal.NO_SERVER);
    }

    private void notAfterAll(RetryRefusal why) {
        if (sought) {
            sought = false;
            stats.notRetried(why);
        }
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
            before = outcome;
            return true;
        }
        if (!reserve()) {
            notAfterAll(RetryRefusal.BUDGET);
            return false;
        }
        before = outcome;
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
