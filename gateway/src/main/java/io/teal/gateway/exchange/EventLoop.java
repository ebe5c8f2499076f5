package io.teal.gateway.exchange;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * What the exchanges of one event loop share. Confined to that loop.
 *
 * @param vertx the process's Vert.x
 * @param context the context of the loop; timers and grants come back on it
 * @param deadlines the loop's clocks
 */
public record EventLoop(Vertx vertx, Context context, Deadlines deadlines) {}
