package io.teal.gateway.knowledge;

import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Upstream;
import io.vertx.core.Vertx;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one server for its knowledge, in rounds: its bases, the files of each, its prompts, one question after the other. The
 * first round comes at a random moment of the first second, or of the interval when that is shorter. What a server does not
 * say is unknown, and not changed.
 */
final class ServerProbe {
    private static final Logger log = LoggerFactory.getLogger(ServerProbe.class);

    private static final long SPREAD_MILLIS = 1000;
    /** A server that does not answer so often in a round is left alone until the next. */
    private static final int MOST_FAILURES = 3;

    private static final String BASES = "/knowledge_base/list_knowledge_bases";
    private static final String FILES = "/knowledge_base/list_files?knowledge_base_name=";
    private static final String PROMPT = "/server/get_prompt_template";
    private static final List<String> PROMPTS = List.of("default", "empty");

    private final Vertx vertx;
    private final ProbeClient client;
    private final Epochs epochs;
    private final Name name;
    private final Upstream.Spoken spoken;
    private final Upstream.Knowledge knowledge;
    private final KnownKnowledge known;
    private final ProbeClient.Target target;

    // Guarded by this.
    private boolean stopped;
    private long timer;

    /** Which server, and of which upstream. */
    record Name(String service, String upstream, Address address) {}

    ServerProbe(
            Vertx vertx,
            ProbeClient client,
            Epochs epochs,
            Name name,
            Upstream.Spoken spoken,
            Upstream.Knowledge knowledge,
            KnownKnowledge known) {
        this.vertx = vertx;
        this.client = client;
        this.epochs = epochs;
        this.name = name;
        this.spoken = spoken;
        this.knowledge = knowledge;
        this.known = known;
        this.target = new ProbeClient.Target(name.address(), spoken, millis(knowledge.timeout()));
    }

    boolean isFor(Upstream.Spoken now, Upstream.Knowledge wanted) {
        return spoken.equals(now) && knowledge.equals(wanted);
    }

    synchronized void start() {
        long spread = Math.min(SPREAD_MILLIS, millis(knowledge.interval()));
        timer = vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(spread), id -> ask());
    }

    /** No epoch is raised any more once this returns. */
    synchronized void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private synchronized void ask() {
        if (!stopped) {
            new Round().start();
        }
    }

    private synchronized void askAgain() {
        if (!stopped) {
            timer = vertx.setTimer(millis(knowledge.interval()), id -> ask());
        }
    }

    private synchronized void raise(String base) {
        if (!stopped) {
            log.info(
                    "knowledge changed service={} upstream={} server={} base={}",
                    name.service(),
                    name.upstream(),
                    name.address(),
                    base);
            epochs.raise(name.service(), name.upstream(), base);
        }
    }

    private synchronized void raise() {
        if (!stopped) {
            log.info(
                    "prompts changed service={} upstream={} server={}",
                    name.service(),
                    name.upstream(),
                    name.address());
            epochs.raise(name.service(), name.upstream());
        }
    }

    private synchronized boolean running() {
        return !stopped;
    }

    private static long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }

    /** One round. Runs on the context of the timer that started it. */
    private final class Round {
        private int failures;
        private Iterator<String> bases = Collections.emptyIterator();
        private final Iterator<String> prompts = PROMPTS.iterator();
        private String promptType = "rag";

        void start() {
            client.get(target, BASES)
                    .compose(body -> vertx.executeBlocking(() -> Fingerprints.bases(body.getBytes()), false))
                    .onComplete(this::heard, problem -> failed(BASES, problem, ServerProbe.this::askAgain));
        }

        private void heard(Fingerprints.@Nullable Bases list) {
            if (list == null) {
                askAgain();
                return;
            }
            known.changed(list.rows()).forEach(ServerProbe.this::raise);
            bases = list.rows().keySet().iterator();
            if (list.namesOnly()) {
                promptType = "knowledge_base_chat";
            }
            next();
        }

        private void next() {
            if (failures < MOST_FAILURES && bases.hasNext() && running()) {
                files(bases.next());
            } else if (failures < MOST_FAILURES && prompts.hasNext() && running()) {
                prompt(prompts.next());
            } else {
                askAgain();
            }
        }

        private void files(String base) {
            String uri = FILES + URLEncoder.encode(base, StandardCharsets.UTF_8);
            client.get(target, uri)
                    .compose(body -> vertx.executeBlocking(() -> Fingerprints.files(body.getBytes()), false))
                    .onComplete(
                            sum -> {
                                if (sum != null && known.filesChanged(base, sum)) {
                                    raise(base);
                                }
                                next();
                            },
                            problem -> failed(uri, problem, this::next));
        }

        private void prompt(String prompt) {
            String question = "{\"type\":\"" + promptType + "\",\"name\":\"" + prompt + "\"}";
            client.post(target, PROMPT, question)
                    .compose(body -> vertx.executeBlocking(() -> Fingerprints.prompt(body.getBytes()), false))
                    .onComplete(
                            sum -> {
                                if (sum != null && known.promptChanged(prompt, sum)) {
                                    raise();
                                }
                                next();
                            },
                            problem -> failed(PROMPT, problem, this::next));
        }

        private void failed(String uri, Throwable problem, Runnable then) {
            failures++;
            log.debug("server {} does not say what it knows: {}: {}", name.address(), uri, problem.getMessage());
            then.run();
        }
    }
}
