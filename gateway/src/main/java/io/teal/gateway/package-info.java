/**
 * The gateway engine. {@link io.teal.gateway.Gateway} starts it, publishes revisions to it and closes it.
 *
 * <p>The way of a request, each step on the event loop that accepted its connection:
 *
 * <ol>
 *   <li>{@link io.teal.gateway.listener.RequestGuard} holds the bytes of a head until it is complete and unambiguous, then lets
 *       the HTTP decoder have it; {@link io.teal.gateway.listener.Listeners} opens the ports.
 *   <li>{@link io.teal.gateway.exchange.Dispatcher} reads the {@link io.teal.gateway.exchange.ActiveRouting} once. The request
 *       keeps that routing to its end. One of the gateway's own (package {@link io.teal.gateway.proof}) is told here where it would
 *       go, and ends.
 *   <li>{@link io.teal.gateway.matching.RouteTable} finds the {@link io.teal.gateway.exchange.RouteAction}: a canned answer, a
 *       redirect, or {@link io.teal.gateway.serve.ServeAction}, which does the next three steps.
 *   <li>{@link io.teal.gateway.matching.TrafficDecider} chooses the upstream: canary rules in order, then the split by identity.
 *   <li>{@link io.teal.gateway.limit.RouteLimits} sees whether the client may take one more; else it is told when to come back.
 *   <li>Where the route has a cache, a question is read ({@link io.teal.gateway.question}) and looked up
 *       ({@link io.teal.gateway.cache}); an answer that is under way for somebody else is shared. What was kept is told again
 *       ({@link io.teal.gateway.replay}), and the request ends here.
 *   <li>{@link io.teal.gateway.upstream.UpstreamGroup} chooses a server with a free place and gives a
 *       {@link io.teal.gateway.upstream.Lease} on it, now, or later from its queue, unless the circuit breaker is open.
 *   <li>The package {@link io.teal.gateway.forward} makes the attempt, decides about another with
 *       {@link io.teal.gateway.retry.Retries}, and relays the answer, on a connection from
 *       {@link io.teal.gateway.origin.OriginPool}.
 *   <li>{@link io.teal.gateway.answer.AnswerReader} reads the answer to a question beside its bytes; what comes of it is an
 *       {@link io.teal.gateway.outcome.Outcome}.
 *   <li>The lease ends with what the attempt showed about the server, and the exchange with its outcome, each exactly once:
 *       counted in {@link io.teal.gateway.stats.Stats}, written to the access log, and kept for a while among the
 *       {@link io.teal.gateway.recent.RecentRequests}.
 * </ol>
 *
 * <p>Three forms, three names: text (package {@link io.teal.gateway.config}), the
 * {@link io.teal.gateway.routing.Routing} (validated, comparable, the contract with the control plane), and the
 * {@link io.teal.gateway.exchange.ActiveRouting} (compiled, ready to run). What lives (leases, failures, ejections, budgets) is
 * in none of them: it is kept by the identity of a server and survives every revision.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
