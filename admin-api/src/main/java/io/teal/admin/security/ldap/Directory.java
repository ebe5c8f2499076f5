package io.teal.admin.security.ldap;

import io.teal.admin.security.verdict.Verdict;
import io.teal.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** A directory that is asked for names and passwords. Thread-safe; nothing blocks the caller. */
public final class Directory {
    /**
     * Threads of the platform and few: JNDI waits inside of monitors, where virtual threads of Java 21 would hold those that
     * answer every other call.
     */
    private static final int THREADS = 8;

    private static final int WAITING = 64;
    /** No control and format characters: what looks alike is the same name. */
    private static final Pattern NAME = Pattern.compile("(?!\\s)[^\\p{Cntrl}\\p{C}\\p{Zl}\\p{Zp}]{1,200}(?<!\\s)");

    private static final int LONGEST_PASSWORD = 1000;

    private final Vertx vertx;
    private final GatewayConfig.Ldap settings;
    private final Session session;
    private final Remembered remembered;
    private final ThreadPoolExecutor threads;
    private final Map<String, Future<Verdict>> underWay = new HashMap<>();

    private Directory(Vertx vertx, GatewayConfig.Ldap settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.session = new Session(settings);
        this.remembered = new Remembered(settings.cache(), System::nanoTime);
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("teal-ldap-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * The directory of the configuration; it is not asked yet.
     *
     * @throws IllegalArgumentException when the certificates to trust cannot be read
     */
    public static Directory of(Vertx vertx, GatewayConfig.Ldap settings) {
        return new Directory(vertx, settings);
    }

    /**
     * Who a name and a password belong to. The same pair that is under way already is waited for with the others.
     *
     * @param mayTry asked once when the directory would have to be asked, and not for what is remembered
     * @return never fails
     */
    public Future<Verdict> verdict(String name, String password, BooleanSupplier mayTry) {
        // An empty password would be a bind as nobody, which succeeds (RFC 4513, 5.1.2); a zero byte ends it for some.
        if (!NAME.matcher(name).matches()
                || password.isEmpty()
                || password.length() > LONGEST_PASSWORD
                || password.indexOf('\0') >= 0) {
            return Future.succeededFuture(Session.WRONG);
        }
        String key = remembered.key(name, password);
        Promise<Verdict> promise = Promise.promise();
        synchronized (underWay) {
            Verdict before = remembered.verdict(key);
            if (before != null) {
                return Future.succeededFuture(before);
            }
            Future<Verdict> same = underWay.get(key);
            if (same != null) {
                return same;
            }
            if (!mayTry.getAsBoolean()) {
                return Future.succeededFuture(new Verdict.Untried());
            }
            underWay.put(key, promise.future());
        }
        ask(key, name, password, promise);
        return promise.future();
    }

    private void ask(String key, String name, String password, Promise<Verdict> promise) {
        long timer = vertx.setTimer(settings.timeout().toMillis(), late -> promise.tryComplete(session.away()));
        try {
            threads.execute(() -> {
                Verdict verdict = session.away();
                try {
                    // Whoever asked may have been told already that it takes too long.
                    if (!promise.future().isComplete()) {
                        verdict = session.verdict(name, password);
                    }
                } finally {
                    settle(key, verdict, promise);
                }
            });
        } catch (RejectedExecutionException e) {
            settle(key, session.away(), promise);
        }
        promise.future().onComplete(done -> {
            var unused = vertx.cancelTimer(timer);
        });
    }

    private void settle(String key, Verdict verdict, Promise<Verdict> promise) {
        synchronized (underWay) {
            remembered.remember(key, verdict);
            underWay.remove(key);
        }
        promise.tryComplete(verdict);
    }

    /** Asks no more. */
    public void close() {
        threads.shutdownNow();
    }
}
